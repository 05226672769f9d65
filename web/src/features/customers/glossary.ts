import type { Language } from '../../lib/format.ts';

type Term = Record<Language, string>;

/** Characteristics of the Statlog German credit data, in words; the data comes with codes only. */
const CHARACTERISTICS: Record<string, Term> = {
  id: { zh: '客户编号', en: 'Customer number' },
  checking: { zh: '支票账户状况', en: 'Checking account' },
  duration: { zh: '贷款期限（月）', en: 'Duration (months)' },
  history: { zh: '信用历史', en: 'Credit history' },
  purpose: { zh: '贷款用途', en: 'Purpose' },
  amount: { zh: '贷款金额（马克）', en: 'Credit amount (DM)' },
  savings: { zh: '储蓄与债券', en: 'Savings and bonds' },
  employment: { zh: '现职年限', en: 'Present employment' },
  installment_rate: { zh: '分期占收入比（%）', en: 'Instalment rate (% of income)' },
  status_sex: { zh: '婚姻与性别', en: 'Personal status and sex' },
  other_debtors: { zh: '共同借款或担保', en: 'Other debtors or guarantors' },
  residence: { zh: '现址居住年限', en: 'Residence (years)' },
  property: { zh: '财产', en: 'Property' },
  age: { zh: '年龄', en: 'Age (years)' },
  other_plans: { zh: '其他分期计划', en: 'Other instalment plans' },
  housing: { zh: '住房', en: 'Housing' },
  existing_credits: { zh: '本行现有贷款数', en: 'Credits at this bank' },
  job: { zh: '职业', en: 'Job' },
  liable: { zh: '赡养人数', en: 'Dependants' },
  telephone: { zh: '电话', en: 'Telephone' },
  foreign: { zh: '外籍劳工', en: 'Foreign worker' },
  bad: { zh: '数据集中的结果（1 为违约）', en: 'Outcome in the data set (1: defaulted)' },
  fold: { zh: '数据集分组', en: 'Fold of the data set' },
};

/** Forms of files of customers. */
const SCHEMAS: Record<string, Term> = {
  'german-credit': { zh: '德国消费信贷（Statlog）', en: 'German consumer credit (Statlog)' },
};

/** Attribute codes of the same data. */
const ATTRIBUTES: Record<string, Term> = {
  A11: { zh: '余额低于 0 马克', en: 'below 0 DM' },
  A12: { zh: '0 至 200 马克', en: '0 to 200 DM' },
  A13: { zh: '200 马克以上，或领薪一年以上', en: '200 DM and more, or salary for a year' },
  A14: { zh: '没有支票账户', en: 'no checking account' },
  A30: { zh: '无贷款，或全部按时还清', en: 'no credits, or all paid back duly' },
  A31: { zh: '本行贷款全部按时还清', en: 'all credits here paid back duly' },
  A32: { zh: '现有贷款至今按时偿还', en: 'existing credits paid duly till now' },
  A33: { zh: '过去曾延迟还款', en: 'delays in the past' },
  A34: { zh: '关注账户，或他行有贷款', en: 'critical account, or credits elsewhere' },
  A40: { zh: '新车', en: 'new car' },
  A41: { zh: '二手车', en: 'used car' },
  A42: { zh: '家具与设备', en: 'furniture, equipment' },
  A43: { zh: '收音机与电视', en: 'radio, television' },
  A44: { zh: '家用电器', en: 'domestic appliances' },
  A45: { zh: '维修', en: 'repairs' },
  A46: { zh: '教育', en: 'education' },
  A47: { zh: '度假', en: 'vacation' },
  A48: { zh: '再培训', en: 'retraining' },
  A49: { zh: '经营', en: 'business' },
  A410: { zh: '其他用途', en: 'other purpose' },
  A61: { zh: '低于 100 马克', en: 'below 100 DM' },
  A62: { zh: '100 至 500 马克', en: '100 to 500 DM' },
  A63: { zh: '500 至 1,000 马克', en: '500 to 1,000 DM' },
  A64: { zh: '1,000 马克以上', en: '1,000 DM and more' },
  A65: { zh: '未知或没有储蓄', en: 'unknown, or none' },
  A71: { zh: '失业', en: 'unemployed' },
  A72: { zh: '不足 1 年', en: 'under 1 year' },
  A73: { zh: '1 至 4 年', en: '1 to 4 years' },
  A74: { zh: '4 至 7 年', en: '4 to 7 years' },
  A75: { zh: '7 年以上', en: '7 years and more' },
  A91: { zh: '男，离异或分居', en: 'male, divorced or separated' },
  A92: { zh: '女，离异、分居或已婚', en: 'female, divorced, separated or married' },
  A93: { zh: '男，单身', en: 'male, single' },
  A94: { zh: '男，已婚或丧偶', en: 'male, married or widowed' },
  A95: { zh: '女，单身', en: 'female, single' },
  A101: { zh: '无', en: 'none' },
  A102: { zh: '共同申请人', en: 'co-applicant' },
  A103: { zh: '担保人', en: 'guarantor' },
  A121: { zh: '房地产', en: 'real estate' },
  A122: { zh: '住房储蓄或人寿保险', en: 'building savings or life insurance' },
  A123: { zh: '汽车或其他', en: 'car or other' },
  A124: { zh: '未知或没有财产', en: 'unknown, or no property' },
  A141: { zh: '银行', en: 'bank' },
  A142: { zh: '商店', en: 'stores' },
  A143: { zh: '无', en: 'none' },
  A151: { zh: '租住', en: 'rent' },
  A152: { zh: '自有', en: 'own' },
  A153: { zh: '免费居住', en: 'for free' },
  A171: { zh: '失业或无技能，非本地居民', en: 'unemployed or unskilled, non-resident' },
  A172: { zh: '无技能，本地居民', en: 'unskilled, resident' },
  A173: { zh: '技术工人或职员', en: 'skilled employee or official' },
  A174: { zh: '管理、自雇或高级职员', en: 'management, self-employed, highly qualified' },
  A191: { zh: '无', en: 'none' },
  A192: { zh: '有，登记在本人名下', en: 'yes, in own name' },
  A201: { zh: '是', en: 'yes' },
  A202: { zh: '否', en: 'no' },
};

const OTHER: Record<string, Term> = {
  missing: { zh: '缺失', en: 'missing' },
  other: { zh: '其他', en: 'other' },
  special: { zh: '特殊值', en: 'special' },
};

/** Name of a characteristic; an unknown one keeps the name that the data gives it. */
/** A form without a term keeps its id. */
export function schemaName(id: string, language: Language): string {
  return SCHEMAS[id]?.[language] ?? id;
}

export function characteristicName(name: string, language: Language): string {
  return CHARACTERISTICS[name]?.[language] ?? name;
}

/** A value in words; numbers and unknown codes stay as they are. */
export function attributeName(code: string, language: Language): string {
  return (ATTRIBUTES[code] ?? OTHER[code])?.[language] ?? code;
}

/** A bin's label: the codes in it become words, an interval stays as it is. */
export function binName(label: string, levels: readonly string[], language: Language): string {
  if (levels.length === 0) return attributeName(label, language);
  return levels.map((level) => attributeName(level, language)).join(language === 'zh' ? '、' : ' · ');
}

/** Codes inside running text become words: `A11, A12` of a label that carries no list of levels. */
export function wordsOfLabel(label: string, language: Language): string {
  return label.replaceAll(/\b(A\d{2,3}|missing|other)\b/g, (code) => attributeName(code, language));
}
