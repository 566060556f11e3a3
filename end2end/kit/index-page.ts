import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ALBUM, DEVICES, THEMES } from './album.ts';
import { WORDS } from './words.ts';

/** Writes the page that shows all pictures side by side: a row per screen, a column per device and theme. */
export default async function writeIndex(): Promise<void> {
  const columns = Object.keys(DEVICES).flatMap((device) => THEMES.map((theme) => `${device}-${theme}`));
  const sections = await Promise.all(
    Object.keys(WORDS).map(async (language) => {
      const files = await readdir(join(ALBUM, language)).catch(() => []);
      const screens = [...new Set(files.map((file) => file.replace(/-(phone|desktop)-(light|dark)\.png$/, '')))].sort();
      const rows = screens.map((screen) => {
        const cells = columns.map((column) => {
          const src = `${language}/${screen}-${column}.png`;
          return `<td><a href="${src}"><img loading="lazy" alt="${screen}, ${column}" src="${src}"></a></td>`;
        });
        return `<tr><th>${screen}</th>${cells.join('')}</tr>`;
      });
      const head = `<tr><th></th>${columns.map((column) => `<th>${column}</th>`).join('')}</tr>`;
      return `<h2>${language}, ${screens.length} screens</h2><table>${head}${rows.join('\n')}</table>`;
    }),
  );
  const style = 'body{font:14px system-ui;margin:24px}th{text-align:start;vertical-align:top}img{inline-size:100%;border:1px solid #8888}td{inline-size:22%;vertical-align:top}';
  const page = `<!doctype html><meta charset="utf-8"><title>Vuelta, every screen</title><style>${style}</style><h1>Every screen</h1>${sections.join('')}`;
  await writeFile(join(ALBUM, 'index.html'), page);
}
