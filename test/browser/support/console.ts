import type { Browser, BrowserContext, Page } from 'playwright-core';
import { expect } from 'vitest';
import { DEMO_ACCOUNTS, DEMO_PASSWORD } from '../../../backend/apps/demo/demo-accounts.ts';
import { startStack } from '../../system/support/stack.ts';
import { launchBrowser } from './browser.ts';

export type Language = 'zh' | 'en';
export type Scheme = 'light' | 'dark';

export interface Visit {
  readonly language?: Language;
  readonly scheme?: Scheme;
  /** Signs in before the first page; nobody is signed in without it. */
  readonly role?: string;
  /** Signs in as somebody who is not of the demo. */
  readonly account?: { readonly email: string; readonly password: string };
  /** Opens the console as localhost and not by its number: passkeys are made for names only. */
  readonly byName?: boolean;
  readonly width?: number;
}

/** An open page with what went wrong on it. */
export interface Visitor {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Console errors, uncaught exceptions and requests to anywhere else than the console's own address. */
  readonly troubles: string[];
}

interface Installation {
  readonly settings: Readonly<Record<string, string | undefined>>;
  readonly stop: () => Promise<void>;
}

/** A running installation with a browser before it. */
export class Console {
  readonly url: string;
  readonly #browser: Browser;
  readonly #stop: () => Promise<void>;
  readonly #visitors: Visitor[] = [];

  /** Settings of the installation, with which its files can be opened. */
  readonly settings: Readonly<Record<string, string | undefined>>;

  private constructor(url: string, browser: Browser, { settings, stop }: Installation) {
    this.url = url;
    this.settings = settings;
    this.#browser = browser;
    this.#stop = stop;
  }

  /** The same installation by a name. */
  get #named(): string {
    return this.url.replace('127.0.0.1', 'localhost');
  }

  /** Uses the installation at CREDENCE_TEST_URL, whose settings are those of this process, or starts one of its own with the demo in it. */
  static async open(): Promise<Console> {
    const browser = await launchBrowser();
    const given = process.env['CREDENCE_TEST_URL'];
    if (given !== undefined && given !== '') return new Console(given, browser, { settings: process.env, stop: async () => undefined });
    try {
      const stack = await startStack({ env: { CREDENCE_WEBHOOK_HOSTS: '127.0.0.1' } });
      return new Console(stack.url, browser, { settings: stack.env, stop: () => stack.stop() });
    } catch (error) {
      await browser.close();
      throw error;
    }
  }

  async close(): Promise<void> {
    await this.#browser.close();
    await this.#stop();
  }

  async visit(path: string, options: Visit = {}): Promise<Visitor> {
    const { language = 'en', scheme = 'light', role, account, width = 1440 } = options;
    const baseURL = options.byName === true ? this.#named : this.url;
    const context = await this.#browser.newContext({
      viewport: { width, height: 900 },
      colorScheme: scheme,
      locale: language === 'zh' ? 'zh-CN' : 'en-GB',
      reducedMotion: 'reduce',
      acceptDownloads: true,
      baseURL,
    });
    const demo = DEMO_ACCOUNTS.find((candidate) => candidate.role === role);
    const login = account ?? (role === undefined ? null : { email: demo?.email ?? role, password: DEMO_PASSWORD });
    if (login !== null) await signIn(context, baseURL, login);
    const visitor: Visitor = { page: await context.newPage(), context, troubles: [] };
    this.#watch(visitor);
    this.#visitors.push(visitor);
    await visitor.page.goto(path);
    return visitor;
  }

  #watch({ page, troubles }: Visitor): void {
    page.on('console', (message) => {
      // A refused request is an answer that the page shows; it is judged where it is expected.
      if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) troubles.push(message.text());
    });
    page.on('pageerror', (error) => troubles.push(error.message));
    page.on('request', (request) => {
      const { protocol, origin } = new URL(request.url());
      if (protocol.startsWith('http') && origin !== this.url && origin !== this.#named) troubles.push(`request to ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 500) troubles.push(`${response.status()} from ${response.url()}`);
    });
  }

  /** Closes all pages and fails when one of them had trouble. */
  async settle(): Promise<void> {
    const visitors = this.#visitors.splice(0);
    for (const { context } of visitors) await context.close();
    expect(visitors.flatMap(({ troubles }) => troubles)).toEqual([]);
  }
}

async function signIn(context: BrowserContext, url: string, login: { readonly email: string; readonly password: string }): Promise<void> {
  const answer = await context.request.post(`${url}/api/auth/sign-in/email`, { headers: { origin: url }, data: login });
  if (!answer.ok()) throw new Error(`Sign-in of ${login.email} answered ${answer.status()}: ${await answer.text()}`);
}
