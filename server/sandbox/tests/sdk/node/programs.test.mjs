import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, copyFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';

import { SANDBOX_URL } from './kit/merchant.mjs';
import { walk } from './kit/payer.mjs';

const DOCS = join(import.meta.dirname, '../../../../../docs/sandbox');

/** Runs a program of the documentation to its end, opening the page that it asks its reader to open. */
async function told(command, ...words) {
  const program = spawn(command, words, { env: { ...process.env, SANDBOX_URL }, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = [];
  for await (const line of createInterface({ input: program.stdout })) {
    lines.push(line);
    const [redirect_url] = line.match(/http\S+\/checkout\/\S+/) ?? [];
    if (redirect_url) await walk({ id: 'of the program', redirect_url });
  }
  return lines.at(-1);
}

test('the shell program of the documentation saves and pays', async () => {
  assert.equal(await told('bash', join(DOCS, 'save-and-pay.sh')), 'The payment of $4.990 has succeeded.');
});

test('the Node program of the documentation saves and pays', async () => {
  // Beside the packages, as in a reader's own folder.
  const folder = await mkdtemp(join(tmpdir(), 'save-and-pay-'));
  try {
    await symlink(join(import.meta.dirname, 'node_modules'), join(folder, 'node_modules'));
    await copyFile(join(DOCS, 'save-and-pay.mjs'), join(folder, 'save-and-pay.mjs'));
    assert.equal(await told('node', join(folder, 'save-and-pay.mjs')), 'The payment of $4.990 has succeeded.');
  } finally {
    await rm(folder, { recursive: true });
  }
});
