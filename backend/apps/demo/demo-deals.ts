import type { RecoveryRule } from '../../securitization/domain/servicing/replay-loan.ts';
import type { ApiClient } from '../cli/api-client.ts';
import { bookGerman, type DemoDeal, importSba } from './demo-pools.ts';

const WAD = 10n ** 18n;

interface Replay {
  readonly periods: number;
  readonly recovery: RecoveryRule;
}

/** Quarters that are over, and what is assumed of recoveries: the data tell charge-offs only. */
export const SBA_DEAL: Replay = { periods: 8, recovery: { shareWad: (15n * WAD) / 100n, lagMonths: 9 } };
/** Of an unsecured loan that defaults 55 per cent comes back. */
export const GERMAN_DEAL: Replay = { periods: 6, recovery: { shareWad: (55n * WAD) / 100n, lagMonths: 6 } };

const SBA_TAPE = 'SBA 7(a) loans, California';
export const sbaDeal: DemoDeal = {
  tapeName: SBA_TAPE,
  tape: (api: ApiClient) => importSba(api, SBA_TAPE),
  poolName: 'SBA 7(a) California pool',
  wish: {
    currency: 'USD',
    rules: [
      { id: 'term', field: 'termMonths', operator: 'gte', value: '12' },
      { id: 'size', field: 'balance', operator: 'gte', value: '5000' },
    ],
    target: { count: 1_000_000 },
  },
  plan: {
    name: 'Golden State Small Business 2024-1',
    label: { en: 'Golden State Small Business 2024-1', zh: '金州小企业贷款 2024-1' },
    description: {
      en: 'SBA 7(a) loans to Californian lessors, replayed from their draw with the charge-offs that they had; dollars count as units of the deposit token.',
      zh: '加州出租业主的 SBA 7(a) 贷款，自放款起按实际核销重演；美元金额按存款代币单位计。',
    },
    coupons: ['4.6%', '6.4%'],
    netLoss: [
      { from: 1, threshold: '0.25%' },
      { from: 5, threshold: '0.5%' },
      { from: 9, threshold: '3%' },
      { from: 16, threshold: '8%' },
    ],
    periods: 104,
    closed: SBA_DEAL.periods,
  },
};

const GERMAN_TAPE = 'Booked loans of the German customers';
export const germanDeal = (source: string): DemoDeal => ({
  tapeName: GERMAN_TAPE,
  tape: (api) => bookGerman(api, GERMAN_TAPE, source),
  poolName: 'German consumer pool',
  wish: {
    currency: 'EUR',
    rules: [
      { id: 'scored', field: 'credential', operator: 'present' },
      { id: 'pd', field: 'pd', operator: 'lte', value: '0.6' },
    ],
    target: { count: 1_000_000 },
  },
  plan: {
    name: 'Hanse Consumer Loans 2025-1',
    label: { en: 'Hanse Consumer Loans 2025-1', zh: '汉萨消费贷款 2025-1' },
    description: {
      en: 'Consumer loans of customers with an anchored credit score; the customers who turned out bad default in a month drawn from the key of their loan.',
      zh: '借款人均持有上链信用评分的消费贷款；实际违约客户的违约月份由贷款密钥确定。',
    },
    coupons: ['4.2%', '6.8%'],
    netLoss: [
      { from: 1, threshold: '6%' },
      { from: 4, threshold: '9%' },
      { from: 8, threshold: '14%' },
    ],
    periods: 26,
    closed: GERMAN_DEAL.periods,
  },
});
