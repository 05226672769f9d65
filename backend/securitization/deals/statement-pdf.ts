import { finishPage, openPage, type Page, type TextStyle } from '../../platform/pdf/page.ts';
import type { StatementLine } from './schemas.ts';
import { major } from './statement.ts';

type Lang = 'en' | 'zh';

const PAGE = { width: 595.28, height: 841.89, margin: 40 } as const;
const INNER = PAGE.width - 2 * PAGE.margin;
const BOTTOM = PAGE.height - 56;
const ROW = 15;
const COLOUR = { ink: '#16202b', soft: '#5b6775', line: '#d7dde4' } as const;

const MAKER = 'CREDENCE';

const WORDS = {
  en: {
    title: 'Statement of notes',
    account: 'Account',
    head: ['Date', 'Deal', 'Class', 'Movement', 'Notes', 'Cash', 'Block'],
    kind: {
      subscribed: 'Subscribed',
      withdrawn: 'Given back',
      allotted: 'Allotted',
      received: 'Received',
      given: 'Transferred',
      bought: 'Bought',
      sold: 'Sold',
      claimed: 'Paid out',
    },
    none: 'No movement yet.',
  },
  zh: {
    title: '票据对账单',
    account: '账户',
    head: ['日期', '交易', '层级', '变动', '票据', '现金', '区块'],
    kind: {
      subscribed: '认购',
      withdrawn: '退回',
      allotted: '获配',
      received: '转入',
      given: '转出',
      bought: '买入',
      sold: '卖出',
      claimed: '兑付',
    },
    none: '暂无变动。',
  },
} as const;

const COLUMNS = [64, 142, 40, 62, 86, 86, 35] as const;
const RIGHT_FROM = 4;

/** A holder's statement as pages to print and to file, in one language. */
export async function statementPdf(account: string, lines: readonly StatementLine[], lang: Lang): Promise<Buffer> {
  const words = WORDS[lang];
  const text = JSON.stringify([MAKER, words, lines, account]) + '0123456789.-,';
  const page = await openPage(text, {
    Title: `${words.title} ${account}`,
    Author: 'Credence',
    CreationDate: new Date(lines.at(-1)?.at ?? 0),
  });
  const { doc } = page;
  doc.rect(0, 0, PAGE.width, 6).fill(COLOUR.ink);
  page.write(MAKER, { x: PAGE.margin, y: 34, width: 200 }, { size: 9, weight: 'bold', colour: COLOUR.soft });
  page.write(words.title, { x: PAGE.margin, y: 48, width: INNER }, { size: 20, weight: 'bold' });
  const label: TextStyle = { size: 9, colour: COLOUR.soft };
  page.write(words.account, { x: PAGE.margin, y: 78, width: INNER }, label);
  const x = PAGE.margin + page.width(`${words.account} `, label);
  page.write(account, { x, y: 78, width: INNER }, { ...label, weight: 'mono' });
  let y = writeRow(page, words.head, { y: 106, isHead: true });
  if (lines.length === 0) page.write(words.none, { x: PAGE.margin, y: y + 6, width: INNER }, { size: 10, colour: COLOUR.soft });
  for (const line of lines) {
    if (y > BOTTOM) {
      doc.addPage();
      y = writeRow(page, words.head, { y: PAGE.margin, isHead: true });
    }
    y = writeRow(page, cellsOf(line, words.kind[line.kind]), { y, isHead: false });
  }
  return finishPage(page);
}

function cellsOf(line: StatementLine, kind: string): string[] {
  const cash = line.cash === '0' ? '' : `${major(line.cash, line.decimals)} ${line.currency}`;
  const units = line.units === '0' ? '' : major(line.units, line.decimals);
  return [line.at.slice(0, 10), line.dealName, line.symbol, kind, units, cash, line.block];
}

/** The text, cut where it is wider than its column: a second line would run into the next row. */
function cut(page: Page, text: string, width: number, style: TextStyle): string {
  if (page.width(text, style) <= width) return text;
  const kept = [...text];
  while (kept.length > 0 && page.width(`${kept.join('')}…`, style) > width) kept.pop();
  return `${kept.join('')}…`;
}

function writeRow(page: Page, cells: readonly string[], { y, isHead }: { readonly y: number; readonly isHead: boolean }): number {
  let x: number = PAGE.margin;
  for (const [place, whole] of cells.entries()) {
    const width = COLUMNS[place] ?? 0;
    const style: TextStyle = isHead ? { size: 8, weight: 'bold', colour: COLOUR.soft } : { size: 8 };
    const cell = cut(page, whole, width - 4, style);
    const indent = place >= RIGHT_FROM ? Math.max(0, width - 4 - page.width(cell, style)) : 0;
    page.write(cell, { x: x + indent, y, width }, style);
    x += width;
  }
  page.doc
    .moveTo(PAGE.margin, y + ROW - 3)
    .lineTo(PAGE.margin + INNER, y + ROW - 3)
    .lineWidth(0.5)
    .strokeColor(COLOUR.line)
    .stroke();
  return y + ROW;
}
