import type { Words } from './score-words.ts';

/** Characteristics of the import schemas, as a customer would call them. */
const KNOWN: Readonly<Record<string, Words>> = {
  checking: { en: 'your checking account', zh: '支票账户状况' },
  duration: { en: 'the duration of the loan', zh: '贷款期限' },
  history: { en: 'your credit history', zh: '信用历史' },
  purpose: { en: 'the purpose of the loan', zh: '贷款用途' },
  amount: { en: 'the amount of the loan', zh: '贷款金额' },
  savings: { en: 'your savings', zh: '储蓄' },
  employment: { en: 'the years in your present job', zh: '现职年限' },
  installment_rate: { en: 'the share of your income that instalments take', zh: '分期占收入的比例' },
  other_debtors: { en: 'guarantors and other debtors', zh: '担保人与共同借款人' },
  residence: { en: 'the years at your present address', zh: '现址居住年限' },
  property: { en: 'your property', zh: '财产' },
  age: { en: 'your age', zh: '年龄' },
  other_plans: { en: 'other instalment plans', zh: '其他分期计划' },
  housing: { en: 'your housing', zh: '住房情况' },
  existing_credits: { en: 'your other credits at this bank', zh: '在本行的其他贷款' },
  job: { en: 'your job', zh: '职业' },
  liable: { en: 'the people who depend on you', zh: '赡养人数' },
  telephone: { en: 'a telephone in your name', zh: '登记的电话' },
};

/** How to call `characteristic`; its own name where there is no better. */
export function characteristicWords(characteristic: string): Words {
  const plain = characteristic.replaceAll('_', ' ');
  return KNOWN[characteristic] ?? { en: plain, zh: plain };
}
