import { existsSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inflate } from '@sparticuz/chromium';
import { type Browser, chromium } from 'playwright-core';

const PROJECT = resolve(fileURLToPath(import.meta.url), '../../../..');
const CACHE = join(PROJECT, 'node_modules', '.cache', 'credence-browser');
const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
const FLAGS = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', '--font-render-hinting=none', '--hide-scrollbars'];

interface Found {
  readonly path: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Starts the first browser there is: the one named by CREDENCE_BROWSER, one on the PATH, or the one that npm
 * installed. Without any the tests fail; they are never skipped.
 */
export async function launchBrowser(): Promise<Browser> {
  const { path, env } = named() ?? onPath() ?? (await fromNpm());
  return chromium.launch({ executablePath: path, args: FLAGS, env: { ...cleanEnvironment(), ...env } });
}

function named(): Found | null {
  const path = process.env['CREDENCE_BROWSER'];
  if (path === undefined || path === '') return null;
  if (!existsSync(path)) throw new Error(`CREDENCE_BROWSER names ${path}, and there is no such file.`);
  return { path, env: {} };
}

function onPath(): Found | null {
  for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
    for (const name of NAMES) {
      const path = join(folder, name);
      if (folder !== '' && existsSync(path)) return { path, env: {} };
    }
  }
  return null;
}

/** The npm browser is packed; it carries its libraries and fonts, which a bare machine lacks. */
async function fromNpm(): Promise<Found> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      'No browser found: install Chromium or Chrome, or name one in CREDENCE_BROWSER. The one from npm runs on Linux x64 only.',
    );
  }
  const packed = join(dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '..', 'bin');
  await mkdir(CACHE, { recursive: true });
  const path = await unpack(join(packed, 'chromium.br'));
  const libraries = await unpack(join(packed, 'al2023.tar.br'));
  const fonts = await unpack(join(packed, 'fonts.tar.br'));
  const conf = join(CACHE, 'fontconfig');
  await mkdir(conf, { recursive: true });
  await writeFile(join(conf, 'fonts.conf'), fontsConf(fonts, join(conf, 'cache')));
  return { path, env: { LD_LIBRARY_PATH: join(libraries, 'lib'), FONTCONFIG_PATH: conf, HOME: CACHE } };
}

/** `inflate` writes to the temporary folder of the process, which for this moment is our cache. */
async function unpack(file: string): Promise<string> {
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = CACHE;
  try {
    return await inflate(file);
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

function fontsConf(fonts: string, cache: string): string {
  return `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${fonts}</dir><cachedir>${cache}</cachedir></fontconfig>`;
}

function cleanEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
