import { expect, type BrowserContext } from '@playwright/test';

/**
 * Listens to everything the browser complains of. A page that works says nothing on the console and asks no stranger for
 * anything; what a story expects nevertheless, it declares.
 */
export class Guard {
  readonly #heard: string[] = [];
  readonly #expected: RegExp[] = [];
  readonly #hosts: ReadonlySet<string>;

  constructor(context: BrowserContext, origins: readonly string[]) {
    this.#hosts = new Set(origins.map((origin) => new URL(origin).host));
    context.on('console', (message) => this.#heard.push(`console ${message.type()}: ${message.text()}`));
    context.on('weberror', (error) => this.#heard.push(`page error: ${error.error().message}`));
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol.startsWith('http') && !this.#hosts.has(url.host)) this.#heard.push(`request to ${url.host}`);
    });
  }

  /** Chromium logs every document that answers 4xx; that line is no fault when the story is about it. */
  readonly expectConsole = (pattern: RegExp): void => void this.#expected.push(pattern);

  check(): void {
    const surprises = this.#heard.filter((line) => !this.#expected.some((pattern) => pattern.test(line)));
    expect(surprises, 'the browser complained').toEqual([]);
  }
}
