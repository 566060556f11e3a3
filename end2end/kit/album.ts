import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from './words.ts';

export const ALBUM = join(import.meta.dirname, '../../target/screens');

export const DEVICES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } } as const;
export const THEMES = ['light', 'dark'] as const;

/** Less than this nobody sees: a word in a button that grows by a bank's name. */
const LEAST_SHIFT = 0.002;

/** Each device and each theme is judged once: what is wrong depends on the one or on the other. */
const JUDGED = new Set(['phone light', 'desktop dark']);

/** Widths at which nothing may run off the side: the narrowest phone we serve, and text enlarged four times on a desktop. */
const NARROW = [320, 360];

/** How a screen wants to be looked at. */
interface Look {
  /** The page goes on by itself, so it is loaded again before it is judged: news that came meanwhile is no fault of the layout. */
  live?: boolean;
  /** It has just told something by itself, which may move the rest. */
  told?: boolean;
}

type Seen = { screen: string; rule: string; where: string[] };

/** Takes pictures of screens, each on both devices and in both themes, and judges what can be judged by rule. */
export class Album {
  readonly #complaints: Seen[] = [];
  #number = 0;
  /** When the last picture was finished, on the page's clock. */
  #taken = 0;

  constructor(
    private readonly page: Page,
    private readonly language: Language,
    private readonly chapter: string,
  ) {}

  /** The page as it is now. */
  async take(screen: string, { live = false, told = false }: Look = {}): Promise<void> {
    const name = `${this.chapter}-${String((this.#number += 1)).padStart(2, '0')}-${screen}`;
    if (live) await this.#again();
    if (!told) await this.#stands(name, live);
    const viewport = this.page.viewportSize();
    for (const [device, size] of Object.entries(DEVICES)) {
      await this.page.setViewportSize(size);
      for (const theme of THEMES) {
        await this.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        if (device === 'phone') await this.#unroll(size.width, size.height);
        await this.#settled();
        await this.#picture(`${name}-${device}-${theme}`);
        if (JUDGED.has(`${device} ${theme}`)) await this.#axe(`${name} (${device}, ${theme})`);
      }
    }
    for (const width of NARROW) {
      await this.page.setViewportSize({ width, height: 640 });
      await this.#fits(name, width);
    }
    if (viewport) await this.page.setViewportSize(viewport);
    this.#taken = await this.page.evaluate(() => performance.timeOrigin + performance.now() + 100);
  }

  /** Fails with everything that was found, not with the first of it. */
  check(): void {
    const lines = this.#complaints.map(({ screen, rule, where }) => `${screen}: ${rule}\n    ${where.join('\n    ')}`);
    expect(lines, `${this.chapter} in ${this.language}`).toEqual([]);
  }

  /** The same address once more, until script has taken over. */
  async #again(): Promise<void> {
    await this.page.reload();
    await this.page.waitForFunction(
      () => !document.querySelector('script[src$="/hydrate.js"]') || 'ready' in document.documentElement.dataset,
    );
  }

  async #picture(name: string): Promise<void> {
    const folder = join(ALBUM, this.language);
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
  }

  /** What sticks to the bottom of a phone would lie across the middle of a longer picture. */
  async #unroll(width: number, height: number): Promise<void> {
    const whole = await this.page.evaluate(() => document.documentElement.scrollHeight);
    if (whole > height) await this.page.setViewportSize({ width, height: whole });
  }

  async #axe(screen: string): Promise<void> {
    // What a frame shows is a page of its own, which is judged where it is taken.
    const { violations } = await new AxeBuilder({ page: this.page }).exclude('iframe').analyze();
    for (const { id, help, nodes } of violations) {
      this.#complaints.push({ screen, rule: `${id}: ${help}`, where: nodes.map(({ target }) => target.join(' ')) });
    }
  }

  /** Nothing has moved since the page was loaded, but for what the rider's own click moved. */
  async #stands(screen: string, live: boolean): Promise<void> {
    let where = await this.#shifts();
    if (live && where.length > 0) {
      // News may have come right then; the next is not due for a while.
      await this.#again();
      where = await this.#shifts();
    }
    if (where.length > 0) this.#complaints.push({ screen, rule: 'the layout shifted after it was loaded', where });
  }

  /** What moved by itself on this page since the last picture: sizes for pictures move everything, and that is our doing. */
  async #shifts(): Promise<string[]> {
    return this.page.evaluate(
      async ({ since, least }) => {
        type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Node }[] };
        const entries = await new Promise<Shift[]>((resolve) => {
          const observer = new PerformanceObserver((list) => resolve(list.getEntries() as Shift[]));
          observer.observe({ type: 'layout-shift', buffered: true });
          setTimeout(() => resolve([]), 100);
        });
        const own = entries.filter(
          ({ hadRecentInput, startTime, value }) =>
            !hadRecentInput && value >= least && performance.timeOrigin + startTime > since,
        );
        return own.map(({ value, sources }) => {
          const moved = sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : '?'));
          return `${value.toFixed(4)} ${moved.join(', ')}`;
        });
      },
      { since: this.#taken, least: LEAST_SHIFT },
    );
  }

  async #fits(screen: string, width: number): Promise<void> {
    const wide = await this.page.evaluate(() => {
      const root = document.documentElement;
      if (root.scrollWidth <= root.clientWidth) return [];
      const over = [...document.querySelectorAll('body *')].filter(
        (element) => element.getBoundingClientRect().right > root.clientWidth + 1,
      );
      return over.slice(0, 5).map((element) => `${element.tagName}.${element.getAttribute('class') ?? ''}`);
    });
    if (wide.length > 0) this.#complaints.push({ screen, rule: `runs off the side at ${width} px`, where: wide });
  }

  /** Fonts are here, and what moves has arrived. */
  async #settled(): Promise<void> {
    await this.page.evaluate(async () => {
      await document.fonts.ready;
      for (const animation of document.getAnimations()) {
        const end = animation.effect?.getComputedTiming().endTime;
        if (typeof end === 'number' && Number.isFinite(end)) animation.finish();
      }
    });
  }
}
