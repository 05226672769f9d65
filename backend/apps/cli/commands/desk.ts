import type { Command } from 'commander';
import { DomainError } from '../../../kernel/errors.ts';
import { createChainClient } from '../../../platform/chain/chain-client.ts';
import { WalletPlan } from '../../../securitization/deals/schemas.ts';
import { MarketView, OrderPage, OrderView, QuoteView, SideName, TradePage } from '../../../securitization/desk/schemas.ts';
import { decimalText, readDecimal } from '../../../securitization/domain/deal/decimal-text.ts';
import { actOnOrder, placeOrder, sendPlan, type WalletHere } from '../../wallet-acts.ts';
import type { ApiClient } from '../api-client.ts';
import type { CommandContext } from '../context.ts';
import { renderRecord, renderTable } from '../output.ts';
import { type KeyOptions, openOwnKey, withOwnKey } from '../own-key.ts';
import type { Register } from '../program.ts';

const DEAL = 'address of the deal';
const CLASS = 'symbol or number of the class';

/** Trade of notes: the books, and what a wallet whose key is at hand does in them. */
export function addDeskCommands(program: Command, register: Register): void {
  const desk = program.command('desk').description('trade of notes between investors');
  addMarket(desk, register);
  addBook(desk, register);
  addTrades(desk, register);
  addOrders(desk, register);
  addQuote(desk, register);
  addPlace(desk, register);
  addFill(desk, register);
  addCancel(desk, register);
}

type Asset = MarketView['asset'];
const amount = (units: string, { decimals }: Asset): string => decimalText(BigInt(units), decimals, true);
const percent = (share: string | null): string | null =>
  share === null ? null : `${decimalText(BigInt(share), 16)}%`.replace(/(\.\d{4})\d+/, '$1');
/** The price as a share of the outstanding balance, else for one unit. */
const priceText = ({ share, price }: { readonly share: string | null; readonly price: string }): string =>
  percent(share) ?? decimalText(BigInt(price), 18);

const marketOf = (api: ApiClient, deal: string): Promise<MarketView> => api.get(MarketView, `/v1/deals/${encodeURIComponent(deal)}/market`);

function classOf({ classes }: MarketView, named: string): MarketView['classes'][number] {
  const found = classes.find(({ class: place, symbol }) => String(place) === named || symbol === named);
  if (found !== undefined) return found;
  const known = classes.map(({ class: place, symbol }) => `${place} (${symbol})`).join(', ');
  throw new DomainError('class_unknown', 'not_found', `The deal has no class ${named}; it has ${known}.`, { params: { class: named } });
}

function sideOf(text: string): SideName {
  const side = SideName.safeParse(text);
  if (side.success) return side.data;
  throw new DomainError('desk_order_invalid', 'unprocessable', '--side is sell or buy.', {
    faults: [{ pointer: '/side', code: 'order_side_unknown', detail: 'is not sell or buy' }],
  });
}

/** Units of the token out of an amount such as 1000.50. */
function unitsOf(text: string, { decimals }: Asset): string {
  const units = readDecimal(text, decimals);
  if (units !== null && units > 0n) return String(units);
  throw new DomainError(
    'desk_units_invalid',
    'unprocessable',
    `--amount is an amount above zero with at most ${decimals} decimal places.`,
    {
      faults: [{ pointer: '/units', code: 'order_units_malformed', detail: `${text} is no such amount` }],
    },
  );
}

function addMarket(desk: Command, register: Register): void {
  const market = desk.command('market').description('best prices and last trade of each class').argument('<deal>', DEAL);
  register(market, async ({ api, output }) => {
    const view = await marketOf(await api(), market.args[0] ?? '');
    const { asset } = view;
    const rows = view.classes.map(({ symbol, bids, asks, last }) => [
      symbol,
      bids.best === null ? null : priceText(bids.best),
      amount(bids.units, asset),
      asks.best === null ? null : priceText(asks.best),
      amount(asks.units, asset),
      last === null ? null : priceText(last),
      last?.at ?? null,
    ]);
    output.answer(view, () => renderTable(['class', 'bid', 'bid units', 'ask', 'ask units', 'last', 'at'], rows));
  });
}

function orderTable({ data }: OrderPage): string {
  const rows = data.map((row) => [
    row.symbol,
    row.side,
    priceText(row),
    amount(row.left, row.asset),
    amount(row.payment, row.asset),
    row.state,
    row.deadline,
    row.hash,
  ]);
  return renderTable(['class', 'side', 'price', 'left', 'payment', 'state', 'until', 'order'], rows);
}

function addBook(desk: Command, register: Register): void {
  const book = desk
    .command('book')
    .description('open orders of one side of a class, best price first')
    .argument('<deal>', DEAL)
    .requiredOption('--class <class>', CLASS)
    .requiredOption('--side <side>', 'what the makers do: sell or buy')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(book, async ({ api, output }) => {
    const { class: named, side, ...page } = book.opts<{ class: string; side: string; limit: string; cursor?: string }>();
    const client = await api();
    const market = await marketOf(client, book.args[0] ?? '');
    const query = { class: String(classOf(market, named).class), side: sideOf(side), ...page };
    const answer = await client.get(OrderPage, `/v1/deals/${market.deal}/orders`, query);
    output.answer(answer, () => orderTable(answer));
  });
}

function addTrades(desk: Command, register: Register): void {
  const trades = desk
    .command('trades')
    .description('trades of a deal, newest first')
    .argument('<deal>', DEAL)
    .option('--class <class>', CLASS)
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(trades, async ({ api, output }) => {
    const { class: named, ...page } = trades.opts<{ class?: string; limit: string; cursor?: string }>();
    const client = await api();
    const market = await marketOf(client, trades.args[0] ?? '');
    const of = named === undefined ? {} : { class: String(classOf(market, named).class) };
    const answer = await client.get(TradePage, `/v1/deals/${market.deal}/trades`, { ...of, ...page });
    const rows = answer.data.map((row) => [
      row.at,
      row.symbol,
      priceText(row),
      amount(row.units, market.asset),
      amount(row.payment, market.asset),
      row.seller,
      row.buyer,
    ]);
    output.answer(answer, () => renderTable(['at', 'class', 'price', 'units', 'payment', 'seller', 'buyer'], rows));
  });
}

function addOrders(desk: Command, register: Register): void {
  const orders = desk
    .command('orders')
    .description('orders of one account, newest first')
    .argument('<maker>', 'address of the account')
    .option('--open', 'only those that can be filled')
    .option('--limit <n>', '1 to 100', '20')
    .option('--cursor <cursor>', 'nextCursor of the page before');
  register(orders, async ({ api, output }) => {
    const { open, ...page } = orders.opts<{ open?: boolean; limit: string; cursor?: string }>();
    const query = { maker: (orders.args[0] ?? '').toLowerCase(), state: open === true ? 'open' : 'all', ...page };
    const answer = await (await api()).get(OrderPage, '/v1/orders', query);
    output.answer(answer, () => orderTable(answer));
  });
}

interface Wish {
  readonly class: string;
  readonly side: string;
  readonly amount: string;
}

const withWish = (command: Command): Command =>
  command
    .argument('<deal>', DEAL)
    .requiredOption('--class <class>', CLASS)
    .requiredOption('--side <side>', 'what you do: sell or buy')
    .requiredOption('--amount <amount>', 'face amount of notes, such as 1000.50');

function addQuote(desk: Command, register: Register): void {
  const quote = withWish(desk.command('quote').description('which orders you would fill to buy or sell so much')).requiredOption(
    '--account <address>',
    'your account',
  );
  register(quote, async ({ api, output }) => {
    const wish = quote.opts<Wish & { account: string }>();
    const client = await api();
    const market = await marketOf(client, quote.args[0] ?? '');
    const query = {
      class: String(classOf(market, wish.class).class),
      side: sideOf(wish.side),
      account: wish.account.toLowerCase(),
      units: unitsOf(wish.amount, market.asset),
    };
    const answer = await client.get(QuoteView, `/v1/deals/${market.deal}/quote`, query);
    const rows = answer.fills.map((fill) => [
      priceText(fill),
      amount(fill.units, answer.asset),
      amount(fill.payment, answer.asset),
      fill.hash,
    ]);
    const sum = { units: amount(answer.units, answer.asset), payment: `${amount(answer.payment, answer.asset)} ${answer.asset.symbol}` };
    output.answer(answer, () => [renderTable(['price', 'units', 'payment', 'order'], rows), renderRecord(sum)].join('\n\n'));
  });
}

async function walletHere(context: CommandContext, options: KeyOptions): Promise<WalletHere> {
  const chain = createChainClient({ rpcUrl: context.config().chainRpcUrl });
  return { api: await context.api(), chain, wallet: await openOwnKey(context, options) };
}

function addPlace(desk: Command, register: Register): void {
  const place = withWish(desk.command('place').description('sign an order and hand it in; the desk is allowed to take what it needs'))
    .requiredOption('--price <percent>', 'per cent of the outstanding balance, of the face where nothing is outstanding, such as 98.5')
    .option('--days <n>', 'how long it stands, 1 to 366', '30');
  withOwnKey(place, 'your account');
  register(place, async (context) => {
    const { price, days, ...wish } = place.opts<Wish & KeyOptions & { price: string; days: string }>();
    const here = await walletHere(context, wish);
    const market = await marketOf(here.api, place.args[0] ?? '');
    const side = sideOf(wish.side);
    const units = unitsOf(wish.amount, market.asset);
    const own = { class: classOf(market, wish.class).class, side, units, percent: price.replace(/%$/, ''), days: Number(days) };
    const answer = await placeOrder(here, market.deal, own);
    context.output.answer(answer, () => {
      const { order, warnings } = answer;
      const told = warnings.map((words) => `! ${words[context.lang]}`);
      return [orderTable({ data: [order], hasMore: false, nextCursor: null }), ...told].join('\n');
    });
  });
}

function addFill(desk: Command, register: Register): void {
  const fill = desk
    .command('fill')
    .description('fill an order: notes against payment in one transaction')
    .argument('<order>', 'hash of the order')
    .option('--amount <amount>', 'face amount of notes; without it all that is left');
  withOwnKey(fill, 'your account');
  register(fill, async (context) => {
    const { amount: wanted, ...key } = fill.opts<KeyOptions & { amount?: string }>();
    const here = await walletHere(context, key);
    const order = await here.api.get(OrderView, `/v1/orders/${encodeURIComponent(fill.args[0] ?? '')}`);
    const units = wanted === undefined ? order.left : unitsOf(wanted, order.asset);
    const transactions = await actOnOrder(here, order.hash, { action: 'fill', units });
    context.output.answer({ order: order.hash, units, transactions }, () => renderRecord({ transaction: transactions.at(-1) ?? '' }));
  });
}

function addCancel(desk: Command, register: Register): void {
  const cancel = desk
    .command('cancel')
    .description('cancel an order, or void all of an account, for ever')
    .argument('[order]', 'hash of the order; without it all orders of the account that were handed in');
  withOwnKey(cancel, 'your account');
  register(cancel, async (context) => {
    const here = await walletHere(context, cancel.opts<KeyOptions>());
    const [hash] = cancel.args;
    const transactions =
      hash === undefined
        ? await sendPlan(here, await here.api.post(WalletPlan, '/v1/orders/void-plan', { account: here.wallet.address }))
        : await actOnOrder(here, hash, { action: 'cancel' });
    context.output.answer({ transactions }, () => renderRecord({ transaction: transactions.at(-1) ?? '' }));
  });
}
