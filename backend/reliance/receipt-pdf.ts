import encodeQr from 'qr';
import { groupOf, type ReceiptLabels, receiptLabels } from './domain/receipt-labels.ts';
import { finishPage, openPage, type Page } from '../platform/pdf/page.ts';
import type { ReceiptBody, ReceiptFile } from './schemas.ts';

type Lang = 'en' | 'zh';

const BRAND = 'CREDENCE';
const PAGE = { width: 595.28, height: 841.89, margin: 48 } as const;
const INNER = PAGE.width - 2 * PAGE.margin;
const BOTTOM = PAGE.height - 54;
const QR_SIZE = 104;
const COLOUR = { ink: '#16202b', soft: '#5b6775', line: '#d7dde4', good: '#0f7b4f', bad: '#b3261e', open: '#8a5a00' } as const;
const TINT = { good: '#e8f5ee', bad: '#fcecea', open: '#fdf3e1' } as const;
type Tone = keyof typeof TINT;

/** The receipt as a page to print and to file, in one language. */
export async function receiptPdf(file: ReceiptFile, lang: Lang): Promise<Buffer> {
  const labels = receiptLabels(lang);
  const facts = factsOf(file, labels, lang);
  const title = `${labels.title} ${file.body.id}`;
  const text = JSON.stringify([BRAND, labels, facts, file]) + '0123456789';
  const page = await openPage(text, {
    Title: title,
    Author: `${file.body.checker.name} ${file.body.checker.version}`,
    CreationDate: new Date(file.body.madeAt),
    ModDate: new Date(file.body.madeAt),
  });
  let y = writeHead(page, file, labels);
  y = writeVerdict(page, file.body, lang, y);
  y = writeFacts(page, facts, file.hash, y);
  y = writeChecks(page, file.body, labels, { lang, y });
  writeProof(page, file, labels, y);
  writeFeet(page, file.body, labels);
  return finishPage(page);
}

function writeHead(page: Page, { body }: ReceiptFile, labels: ReceiptLabels): number {
  const { doc } = page;
  doc.rect(0, 0, PAGE.width, 6).fill(COLOUR.ink);
  page.write(BRAND, { x: PAGE.margin, y: 34, width: 200 }, { size: 9, weight: 'bold', colour: COLOUR.soft });
  page.write(labels.title, { x: PAGE.margin, y: 48, width: INNER }, { size: 22, weight: 'bold' });
  page.write(body.id, { x: PAGE.margin, y: 79, width: INNER }, { size: 9, weight: 'mono', colour: COLOUR.soft });
  return 104;
}

function toneOf(verdict: string): Tone {
  if (verdict === 'valid') return 'good';
  return ['undetermined', 'pending', 'notAnchored', 'notAccepted'].includes(verdict) ? 'open' : 'bad';
}

function writeVerdict(page: Page, { verdict, words }: ReceiptBody, lang: Lang, y: number): number {
  const { doc } = page;
  const tone = toneOf(verdict);
  const style = { size: 13, weight: 'bold', colour: COLOUR[tone] } as const;
  const [x, width] = [PAGE.margin + 46, INNER - 62];
  const height = Math.max(46, page.height(words[lang], width, style) + 26);
  doc.roundedRect(PAGE.margin, y, INNER, height, 6).fill(TINT[tone]);
  drawMark(page, tone, { x: PAGE.margin + 24, y: y + height / 2, radius: 11 });
  page.write(words[lang], { x, y: y + (height - page.height(words[lang], width, style)) / 2 + 1.5, width }, style);
  return y + height + 20;
}

/** A tick, a cross or a question in a disc; shapes, because colour alone says nothing in print. */
function drawMark({ doc, ...page }: Page, tone: Tone, { x, y, radius }: { x: number; y: number; radius: number }): void {
  doc.circle(x, y, radius).fill(COLOUR[tone]);
  const r = radius * 0.45;
  doc
    .lineWidth(radius * 0.2)
    .lineCap('round')
    .lineJoin('round')
    .strokeColor('#ffffff');
  if (tone === 'good') {
    doc
      .moveTo(x - r, y)
      .lineTo(x - r * 0.25, y + r * 0.75)
      .lineTo(x + r, y - r * 0.7)
      .stroke();
  } else if (tone === 'bad') {
    doc
      .moveTo(x - r * 0.75, y - r * 0.75)
      .lineTo(x + r * 0.75, y + r * 0.75)
      .moveTo(x + r * 0.75, y - r * 0.75)
      .lineTo(x - r * 0.75, y + r * 0.75)
      .stroke();
  } else {
    const size = radius * 1.3;
    const style = { size, weight: 'bold', colour: '#ffffff' } as const;
    page.write('?', { x: x - page.width('?', style) / 2, y: y - size * 0.65, width: 99 }, style);
  }
}

interface Fact {
  readonly label: string;
  readonly value: string;
  readonly isHash?: boolean;
}

function factsOf({ body }: ReceiptFile, labels: ReceiptLabels, lang: Lang): Fact[] {
  const { madeFor, madeAt, block, ledger, checker, credential } = body;
  const heading: Fact[] = [
    { label: labels.madeFor, value: madeFor?.name ?? labels.nothing },
    { label: labels.madeAt, value: time(madeAt) },
    { label: labels.block, value: block === null ? labels.nothing : `${block.number} (${time(block.time)})` },
    ...(block === null ? [] : [{ label: '', value: block.hash, isHash: true }]),
    { label: labels.ledger, value: `${ledger.contract} / ${ledger.chainId}`, isHash: true },
    { label: labels.checker, value: `${checker.name} ${checker.version}` },
  ];
  if (credential === null) return [...heading, { label: labels.credential, value: labels.unread }];
  const { digest, issuer, batch, index, issuedAt, expiry, model, shown } = credential;
  const place = batch === null || index === null ? '' : `${lang === 'en' ? ', ' : '，'}${fill(labels.place, { batch, index })}`;
  return [
    ...heading,
    { label: labels.credential, value: digest, isHash: true },
    { label: labels.issuer, value: `${issuer}${lang === 'en' ? place.replace(', Batch', ', batch') : place}` },
    { label: labels.validity, value: `${time(issuedAt)} – ${time(expiry)}` },
    { label: labels.model, value: model, isHash: true },
    { label: labels.shown, value: shown.length === 0 ? labels.nothing : shown.join(', ') },
  ];
}

function time(rfc3339: string): string {
  return rfc3339.replace('T', ' ').replace('Z', ' UTC');
}

function fill(sentence: string, params: Readonly<Record<string, string | number>>): string {
  return sentence.replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? ''));
}

function writeFacts(page: Page, facts: readonly Fact[], hash: string, top: number): number {
  drawQr(page, hash, { x: PAGE.width - PAGE.margin - QR_SIZE, y: top, size: QR_SIZE });
  const [labelWidth, gap] = [104, 24];
  const x = PAGE.margin + labelWidth;
  const width = INNER - labelWidth - QR_SIZE - gap;
  let y = top;
  for (const { label, value, isHash } of facts) {
    page.write(label, { x: PAGE.margin, y, width: labelWidth - 8 }, { size: 9, colour: COLOUR.soft });
    // Set small, a hash stands in one line.
    const style = isHash === true ? ({ size: 6.7, weight: 'mono', leading: 1.4 } as const) : ({ size: 9 } as const);
    y = Math.max(y + 13, page.write(value, { x, y: isHash === true ? y + 2.2 : y, width }, style)) + 4;
  }
  return Math.max(y, top + QR_SIZE) + 12;
}

/** Modules as filled squares: sharp at any size. */
function drawQr({ doc }: Page, text: string, { x, y, size }: { x: number; y: number; size: number }): void {
  const modules = encodeQr(text, 'raw', { border: 1, ecc: 'medium' });
  const step = size / modules.length;
  doc.fillColor(COLOUR.ink);
  modules.forEach((line, row) => {
    line.forEach((isDark, column) => {
      // A hair wider, so that no light shows between neighbours.
      if (isDark) doc.rect(x + column * step, y + row * step, step + 0.05, step + 0.05);
    });
  });
  doc.fill();
}

interface Cursor {
  readonly lang: Lang;
  readonly y: number;
}

const CHECK_STYLE = { size: 8.8, leading: 1.4 } as const;
const GUTTER = 22;

/** Two columns: file and issuer, ledger and the one who asked. Sentences are short, so a page always holds them. */
function writeChecks(page: Page, { checks }: ReceiptBody, labels: ReceiptLabels, { lang, y: top }: Cursor): number {
  const width = (INNER - GUTTER) / 2;
  const columns = [['file', 'issuer'] as const, ['ledger', 'you'] as const].map((groups) =>
    groups.map((group) => ({ title: labels.groups[group], own: checks.filter(({ id }) => groupOf(id) === group) })),
  );
  const sentence = (check: ReceiptBody['checks'][number]) => page.height(check.words[lang], width - 20, CHECK_STYLE) + 2;
  const heights = columns.map((groups) =>
    groups.reduce((sum, { own }) => sum + 21 + own.reduce((all, check) => all + sentence(check), 0), 0),
  );
  const start = writeHeading(page, labels.checks, ensureRoom(page, top, Math.max(...heights) + 34));
  const ends = columns.map((groups, column) => {
    const x = PAGE.margin + column * (width + GUTTER);
    let y = start;
    for (const { title, own } of groups) {
      y = page.write(title, { x, y, width }, { size: 8.5, weight: 'bold', colour: COLOUR.soft }) + 2;
      for (const check of own) y = writeCheck(page, check, { x, y, width }, lang);
      y += 7;
    }
    return y;
  });
  return Math.max(...ends) + 6;
}

function writeCheck(
  page: Page,
  { status, words }: ReceiptBody['checks'][number],
  { x, y, width }: { readonly x: number; readonly y: number; readonly width: number },
  lang: Lang,
): number {
  const mark = { x: x + 6, y: y + 6.4, radius: 4.4 };
  if (status === 'skipped') page.doc.circle(mark.x, mark.y, 1.6).fill(COLOUR.soft);
  else drawMark(page, status === 'pass' ? 'good' : status === 'fail' ? 'bad' : 'open', mark);
  const colour = status === 'skipped' ? COLOUR.soft : COLOUR.ink;
  return page.write(words[lang], { x: x + 20, y, width: width - 20 }, { ...CHECK_STYLE, colour }) + 2;
}

function writeProof(page: Page, { hash, signature, signer }: ReceiptFile, labels: ReceiptLabels, top: number): void {
  let y = ensureRoom(page, top, 130);
  y = writeHeading(page, labels.signature, y);
  for (const [label, value] of [
    [labels.hash, hash],
    [labels.signature, signature],
    [labels.signer, signer],
  ] as const) {
    page.write(label, { x: PAGE.margin, y, width: 96 }, { size: 9, colour: COLOUR.soft });
    y =
      Math.max(
        y + 13,
        page.write(value, { x: PAGE.margin + 104, y: y + 1.4, width: INNER - 104 }, { size: 7.6, weight: 'mono', leading: 1.3 }),
      ) + 4;
  }
  page.write(fill(labels.how, { signer }), { x: PAGE.margin, y: y + 2, width: INNER }, { size: 8, colour: COLOUR.soft });
}

function writeHeading(page: Page, text: string, y: number): number {
  page.doc
    .moveTo(PAGE.margin, y)
    .lineTo(PAGE.width - PAGE.margin, y)
    .lineWidth(0.7)
    .strokeColor(COLOUR.line)
    .stroke();
  return page.write(text, { x: PAGE.margin, y: y + 9, width: INNER }, { size: 11.5, weight: 'bold' }) + 4;
}

function ensureRoom({ doc }: Page, y: number, height: number): number {
  if (y + height <= BOTTOM) return y;
  doc.addPage({ size: 'A4', margin: 0 });
  return PAGE.margin;
}

function writeFeet(page: Page, { id }: ReceiptBody, labels: ReceiptLabels): void {
  const { doc } = page;
  const { start, count } = doc.bufferedPageRange();
  for (let at = start; at < start + count; at++) {
    doc.switchToPage(at);
    const style = { size: 8, colour: COLOUR.soft } as const;
    page.write(id, { x: PAGE.margin, y: PAGE.height - 36, width: INNER }, { ...style, weight: 'mono' });
    const text = fill(labels.page, { page: at - start + 1, pages: count });
    page.write(text, { x: PAGE.width - PAGE.margin - page.width(text, style), y: PAGE.height - 36, width: INNER }, style);
  }
}
