import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';

const BINARY = process.env['VUELTA_BINARY'] ?? join(import.meta.dirname, '../../target/release/vuelta');
const LOG = join(import.meta.dirname, '../test-results/server.log');
const PATIENCE_MS = 20_000;

/** In real time unless the run says otherwise, so that no story about money is overtaken by the trip; and in a hurry, for stories about trips. */
const PACES = { '': process.env['TRIP_PACE'] ?? '1', HURRIED_: '30' };

/**
 * Starts a server of each pace for the whole run, with a memory of its own, and returns what stops them. When `VUELTA_URL` and
 * `SANDBOX_URL` are set, the stories are told to the server that is up there already.
 */
export default async function start(): Promise<() => Promise<void>> {
  if (process.env['VUELTA_URL'] && process.env['SANDBOX_URL']) {
    process.env['HURRIED_VUELTA_URL'] ??= process.env['VUELTA_URL'];
    process.env['HURRIED_SANDBOX_URL'] ??= process.env['SANDBOX_URL'];
    return async () => {};
  }
  await mkdir(join(LOG, '..'), { recursive: true });
  const log = openSync(LOG, 'w');
  const raised = await Promise.allSettled(Object.entries(PACES).map(([name, pace]) => raise(name, pace, log)));
  const stop = async () => {
    await Promise.all(raised.map((server) => server.status === 'fulfilled' && server.value()));
  };
  const failed = raised.find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') {
    await stop();
    throw failed.reason;
  }
  return stop;
}

/** Starts one, and says where under that name. */
async function raise(name: string, pace: string, log: number): Promise<() => Promise<void>> {
  const data = await mkdtemp(join(tmpdir(), 'vuelta-stories-'));
  const [port, sandboxPort] = [await freePort(), await freePort()];
  // Two host names for one machine: to the browser they are two sites, as the merchant and Fintoc are.
  const merchant = `http://127.0.0.1:${port}`;
  const sandbox = `http://localhost:${sandboxPort}`;
  const server = spawn(BINARY, ['serve'], {
    cwd: data,
    stdio: ['ignore', log, log],
    env: {
      PATH: process.env['PATH'],
      VUELTA_ADDR: `127.0.0.1:${port}`,
      DATABASE_URL: `sqlite://${data}/vuelta.db`,
      SANDBOX_ADDR: `127.0.0.1:${sandboxPort}`,
      SANDBOX_URL: sandbox,
      SANDBOX_DATABASE_URL: `sqlite://${data}/sandbox.db`,
      TRIP_PACE: pace,
    },
  });
  const stop = async () => {
    if (server.exitCode === null && server.kill('SIGTERM')) await once(server, 'exit');
    await rm(data, { recursive: true, force: true });
  };
  try {
    await ready(server, `${merchant}/readyz`);
  } catch (error) {
    await stop();
    throw error;
  }
  // Workers are started after this and inherit it.
  process.env[`${name}VUELTA_URL`] = merchant;
  process.env[`${name}SANDBOX_URL`] = sandbox;
  return stop;
}

async function ready(server: ChildProcess, url: string): Promise<void> {
  let failure: unknown = 'it never answered';
  server.once('error', (error) => (failure = error));
  const until = Date.now() + PATIENCE_MS;
  while (Date.now() < until && server.exitCode === null && server.pid !== undefined) {
    try {
      const answer = await fetch(url);
      if (answer.status === 200) return;
      failure = `${url} answered ${answer.status}`;
    } catch (error) {
      failure = error;
    }
    await pause(50);
  }
  throw new Error(`${BINARY} is not ready: ${String(failure)}\n${readFileSync(LOG, 'utf8')}`);
}

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}
