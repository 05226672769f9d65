import { formatExact, type Language } from '../../lib/format.ts';
import { characteristicName } from '../customers/glossary.ts';

type Term = Record<Language, string>;

/** What a model was made with, by the names that its file uses, in the order in which people ask for it. */
const SETTINGS: Record<string, Term> = {
  kind: { zh: '模型类型', en: 'Kind' },
  trees: { zh: '树的数量', en: 'Trees' },
  maxLeaves: { zh: '每棵树最多叶节点数', en: 'Most leaves of a tree' },
  maxDepth: { zh: '最大深度', en: 'Most levels of a tree' },
  minLeafRows: { zh: '叶节点最少样本数', en: 'Least rows in a leaf' },
  minLeafCurvature: { zh: '叶节点最小曲率和', en: 'Least curvature in a leaf' },
  levelSmoothing: { zh: '类别取值平滑（样本数）', en: 'Smoothing of levels, rows' },
  maxBins: { zh: '每个字段最多分箱数', en: 'Most bins of a column' },
  learningRate: { zh: '学习率', en: 'Learning rate' },
  l2: { zh: '叶节点取值的 L2 正则', en: 'Ridge on leaf values' },
  rowShare: { zh: '每棵树抽取的样本比例', en: 'Share of rows that a tree draws' },
  columnShare: { zh: '每棵树抽取的字段比例', en: 'Share of columns that a tree draws' },
  columnsPerSplit: { zh: '每次分裂考察的字段数', en: 'Columns that a split looks at' },
  criterion: { zh: '分裂准则', en: 'Splits by' },
  complexity: { zh: '剪枝的最小增益', en: 'Least gain of a leaf, for pruning' },
  'earlyStopping/rounds': { zh: '提前停止：无改进的树数', en: 'Early stopping after trees without gain' },
  'earlyStopping/share': { zh: '提前停止：留出样本比例', en: 'Early stopping: share of rows held out' },
  cost: { zh: '违反间隔的代价 C', en: 'Cost of a violated margin, C' },
  gamma: { zh: 'RBF 核参数 γ', en: 'Width of the RBF kernel, γ' },
  tolerance: { zh: '收敛容差', en: 'Tolerance' },
  maxRows: { zh: '最多学习样本数', en: 'Most rows learnt from' },
  folds: { zh: '折数', en: 'Folds' },
  boostingTrees: { zh: '提升模型的树数', en: 'Trees of the boosting member' },
  boostingLearningRate: { zh: '提升模型的学习率', en: 'Learning rate of the boosting member' },
  calibration: { zh: '校准方法', en: 'Calibrated by' },
  method: { zh: '校准方法', en: 'Calibrated by' },
  model: { zh: '被校准的模型', en: 'Model that was calibrated' },
  data: { zh: '校准所用数据', en: 'Data it was calibrated on' },
  maxPrebins: { zh: '预分箱最多数', en: 'Most pre-bins' },
  minPrebinShare: { zh: '预分箱最小样本比例', en: 'Least share of rows in a pre-bin' },
  minPrebinRows: { zh: '预分箱最少样本数', en: 'Least rows in a pre-bin' },
  minBinShare: { zh: '分箱最小样本比例', en: 'Least share of rows in a bin' },
  maxPValue: { zh: '相邻分箱差异的最大 p 值', en: 'Highest p value between neighbouring bins' },
  peakValleyGain: { zh: '采用单峰或单谷所需增益', en: 'Gain that a peak or valley must bring' },
  ridge: { zh: '岭正则', en: 'Ridge' },
  lasso: { zh: '套索正则', en: 'Lasso' },
  minIv: { zh: '最低信息值', en: 'Least information value' },
  maxCorrelation: { zh: '两个特征间最高相关系数', en: 'Highest correlation between two' },
  seed: { zh: '随机种子', en: 'Seed' },
};

const VALUES: Record<string, Record<string, Term>> = {
  criterion: { gini: { zh: '基尼不纯度', en: 'Gini impurity' }, entropy: { zh: '信息熵', en: 'entropy' } },
  gamma: { scale: { zh: '按数据的离散程度', en: 'by the spread of the data' } },
  columnsPerSplit: { 0: { zh: '字段总数的平方根', en: 'square root of their number' } },
};
const CALIBRATIONS: Record<string, Term> = {
  platt: { zh: 'Platt 缩放', en: 'Platt scaling' },
  isotonic: { zh: '保序回归', en: 'isotonic regression' },
  prior_shift: { zh: '先验平移', en: 'shift of the prior' },
};
const DIRECTIONS: Record<string, Term> = {
  1: { zh: '风险只升不降', en: 'risk never falls as it rises' },
  '-1': { zh: '风险只降不升', en: 'risk never rises as it rises' },
};
const MONOTONE = 'monotone/';

const RANKS = new Map(Object.keys(SETTINGS).map((name, place) => [name, place]));
const rankOf = (name: string) => RANKS.get(name) ?? RANKS.size;

/** The settings of a file in the order in which they are told: those without words last. */
export function orderSettings(options: Readonly<Record<string, string | number>>): [string, string | number][] {
  return Object.entries(options).toSorted(([one], [other]) => rankOf(one) - rankOf(other));
}

/** A setting in words; one that has none keeps its name. */
export function settingName(name: string, language: Language): string {
  if (name.startsWith(MONOTONE)) return characteristicName(name.slice(MONOTONE.length), language);
  return SETTINGS[name]?.[language] ?? name;
}

/** The value of a setting in words; a seed is a name and no amount, so its digits stay ungrouped. */
export function settingValue(name: string, value: string | number, language: Language): string {
  const terms = name.startsWith(MONOTONE) ? DIRECTIONS : name === 'calibration' || name === 'method' ? CALIBRATIONS : VALUES[name];
  const words = terms?.[String(value)]?.[language];
  if (words !== undefined) return words;
  if (typeof value === 'string' || name === 'seed') return String(value);
  return formatExact(value, language);
}
