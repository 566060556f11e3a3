import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Language } from './words.ts';

export const ALBUM = join(import.meta.dirname, '../../target/screens');

export const DEVICES = { phone: { width: 390, height: 844 }, desktop: { width: 1440, height: 900 } } as const;
export const THEMES = ['light', 'dark'] as const;

/** Widths at which nothing may run off the side: the narrowest phone we serve, and text enlarged four times on a desktop. */
const NARROW = [320, 360];

type Seen = { screen: string; rule: string; where: string[] };

/** Takes pictures of screens, each on both devices and in both themes, and judges what can be judged by rule. */
export class Album {
  readonly #complaints: Seen[] = [];
  #number = 0;

  constructor(
    private readonly page: Page,
    private readonly language: Language,
    private readonly chapter: string,
  ) {}

  /** The page as it is now. */
  async take(screen: string): Promise<void> {
    const name = `${this.chapter}-${String((this.#number += 1)).padStart(2, '0')}-${screen}`;
    await this.#stands(name);
    const viewport = this.page.viewportSize();
    for (const [device, size] of Object.entries(DEVICES)) {
      await this.page.setViewportSize(size);
      for (const theme of THEMES) {
        await this.page.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
        await this.#settled();
        await this.#picture(`${name}-${device}-${theme}`);
        await this.#axe(`${name} (${device}, ${theme})`);
      }
    }
    for (const width of NARROW) {
      await this.page.setViewportSize({ width, height: 640 });
      await this.#fits(name, width);
    }
    if (viewport) await this.page.setViewportSize(viewport);
  }

  /** Fails with everything that was found, not with the first of it. */
  check(): void {
    const lines = this.#complaints.map(({ screen, rule, where }) => `${screen}: ${rule}\n    ${where.join('\n    ')}`);
    expect(lines, `${this.chapter} in ${this.language}`).toEqual([]);
  }

  async #picture(name: string): Promise<void> {
    const folder = join(ALBUM, this.language);
    await mkdir(folder, { recursive: true });
    await this.page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, animations: 'disabled' });
  }

  async #axe(screen: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page: this.page }).analyze();
    for (const { id, help, nodes } of violations) {
      this.#complaints.push({ screen, rule: `${id}: ${help}`, where: nodes.map(({ target }) => target.join(' ')) });
    }
  }

  /** Nothing has moved since the page was loaded, but for what the rider's own click moved. */
  async #stands(screen: string): Promise<void> {
    const shifts = await this.page.evaluate(async () => {
      type Shift = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node?: Node }[] };
      const entries = await new Promise<Shift[]>((resolve) => {
        const observer = new PerformanceObserver((list) => resolve(list.getEntries() as Shift[]));
        observer.observe({ type: 'layout-shift', buffered: true });
        setTimeout(() => resolve([]), 100);
      });
      const own = entries.filter(({ hadRecentInput }) => !hadRecentInput);
      return own.map(({ value, sources }) => {
        const moved = sources.map(({ node }) => (node instanceof Element ? `${node.tagName}.${node.className}` : '?'));
        return `${value.toFixed(4)} ${moved.join(', ')}`;
      });
    });
    if (shifts.length > 0) this.#complaints.push({ screen, rule: 'the layout shifted after it was loaded', where: shifts });
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
