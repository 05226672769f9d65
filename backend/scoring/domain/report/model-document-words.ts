import type { Trend } from '../binning/bins.ts';
import type { ModelState } from '../registry/model-life.ts';
import type { DropReason } from '../selection/selection-options.ts';

export type DocumentLanguage = 'en' | 'zh';

/** What a model document says. */
export interface ModelDocumentWords {
  readonly title: string;
  readonly subtitle: string;
  readonly sections: Readonly<
    Record<
      | 'identity'
      | 'method'
      | 'findings'
      | 'ranking'
      | 'calibration'
      | 'distribution'
      | 'gains'
      | 'characteristics'
      | 'left'
      | 'grades'
      | 'bins',
      string
    >
  >;
  readonly identity: Readonly<Record<'hash' | 'data' | 'rows' | 'bads' | 'excluded' | 'state' | 'trained', string>>;
  readonly state: Readonly<Record<ModelState, string>>;
  readonly none: string;
  readonly method: string;
  readonly scaling: (pdo: string, score: string, odds: string) => string;
  readonly findings: Readonly<{
    fine: string;
    overfit: (train: string, unseen: string) => string;
    miscalibrated: (pValue: string, isModelItself: boolean) => string;
    insignificant: (names: string) => string;
    small: (names: string) => string;
    byHand: (names: string) => string;
    segmentsWorse: (segmented: string, single: string, pValue: string) => string;
    /** What to know of a model that could not be learnt anew; never empty. */
    ofModel: (seen: 'same' | 'alike' | 'no', givesReasons: boolean) => readonly string[];
  }>;
  readonly figure: Readonly<Record<'figure' | 'unseen' | 'training' | 'interval' | 'fold', string>>;
  readonly calibration: Readonly<Record<'scores' | 'rows' | 'predicted' | 'observed', string>>;
  readonly gains: Readonly<Record<'band' | 'bads' | 'badRate' | 'lift' | 'cumulativeBads' | 'cumulativeGoods', string>>;
  readonly characteristic: Readonly<Record<'name' | 'trend' | 'coefficient' | 'error' | 'pValue' | 'bins' | 'points', string>>;
  readonly trend: Readonly<Record<Trend, string>>;
  readonly bin: Readonly<Record<'bin' | 'rows' | 'share' | 'badRate', string>>;
  readonly left: Readonly<Record<'reason' | 'value' | 'other', string>>;
  readonly drop: Readonly<Record<DropReason, string>>;
  readonly grade: Readonly<Record<'grade' | 'from' | 'rows' | 'badRate', string>>;
  readonly ks: Readonly<Record<'title' | 'x' | 'y' | 'goods' | 'bads', string>>;
  readonly distribution: Readonly<Record<'title' | 'y', string>>;
  readonly roc: Readonly<Record<'title' | 'x' | 'y', string>>;
  readonly reliability: Readonly<Record<'title' | 'x' | 'y', string>>;
  readonly foot: string;
}

export const MODEL_DOCUMENT_WORDS: Readonly<Record<DocumentLanguage, ModelDocumentWords>> = {
  en: {
    title: 'Model document',
    subtitle: 'Scorecard',
    sections: {
      identity: 'Identity',
      method: 'Method',
      findings: 'What to look at',
      ranking: 'Ranking',
      calibration: 'Calibration',
      distribution: 'Distribution of scores',
      gains: 'Lift and gains',
      characteristics: 'Characteristics',
      left: 'Left out',
      grades: 'Grades',
      bins: 'Points by attribute',
    },
    identity: {
      hash: 'Hash of the document',
      data: 'Content hash of the data',
      rows: 'Rows',
      bads: 'Bad outcomes',
      excluded: 'Left out by order',
      state: 'State',
      trained: 'Trained',
    },
    state: { draft: 'draft', validated: 'validated', approved: 'approved', live: 'live', watch: 'live, watched', retired: 'retired' },
    none: 'none',
    method:
      'Each characteristic is cut into bins by exact optimisation of its information value under a shape; missing values have a bin of their own. Weights of evidence enter a logistic regression whose coefficients may not be negative. Everything is deterministic: the same rows give the same document and the same hash. Figures on unseen rows are cross-validated: bins, selection and regression are fitted inside each fold.',
    scaling: (pdo, score, odds) => `A score of ${score} stands for odds of ${odds} good to one bad; ${pdo} points double the odds.`,
    findings: {
      fine: 'Nothing stands out by the rules below.',
      overfit: (train, unseen) => `The card ranks much better on its training rows (AUC ${train}) than on unseen ones (${unseen}).`,
      miscalibrated: (pValue, isModelItself) =>
        `Probabilities do not agree with outcomes on ${isModelItself ? 'the measured customers' : 'unseen rows'} (Hosmer-Lemeshow p = ${pValue}).`,
      insignificant: (names) => `Coefficients that may be chance (p above 0.1): ${names}.`,
      small: (names) => `Bins of less than 2% of the rows: ${names}.`,
      byHand: (names) => `Bins changed by hand: ${names}.`,
      segmentsWorse: (segmented, single, pValue) =>
        `The segments rank unseen rows worse than one card would (AUC ${segmented} against ${single}, p = ${pValue}).`,
      ofModel: (seen, givesReasons) => [
        'The file does not hold the recipe of the model, so nothing is cross-validated: every figure is of the model itself on the measured customers.',
        ...(seen === 'same' ? ['The measured customers are its training rows: it looks better than it is.'] : []),
        ...(seen === 'alike'
          ? ['It was trained on as many rows with as many bads as were measured; if they are the same, it looks better than it is.']
          : []),
        ...(givesReasons ? [] : ['It gives no reasons, so it may score as a shadow only.']),
      ],
    },
    figure: { figure: 'Figure', unseen: 'Unseen rows', training: 'Training rows', interval: '95% interval (DeLong)', fold: 'Fold' },
    calibration: { scores: 'Scores', rows: 'Rows', predicted: 'Predicted', observed: 'Observed' },
    gains: {
      band: 'Scores',
      bads: 'Bads',
      badRate: 'Bad rate',
      lift: 'Lift',
      cumulativeBads: 'Bads so far',
      cumulativeGoods: 'Goods so far',
    },
    characteristic: {
      name: 'Characteristic',
      trend: 'Trend',
      coefficient: 'Coefficient',
      error: 'Standard error',
      pValue: 'p',
      bins: 'Bins',
      points: 'Points',
    },
    trend: { flat: 'flat', ascending: 'ascending', descending: 'descending', peak: 'one peak', valley: 'one valley', free: 'free' },
    bin: { bin: 'Attribute', rows: 'Rows', share: 'Share', badRate: 'Bad rate' },
    left: { reason: 'Reason', value: 'Figure', other: 'Beside' },
    drop: {
      constant: 'never changes',
      leakage: 'gives the outcome away',
      missing_share: 'mostly missing',
      identical_share: 'mostly one value',
      low_iv: 'information value too low',
      high_iv: 'information value too high to be true',
      unstable: 'moves between periods',
      correlated: 'says the same as another',
      collinear: 'the others say the same together',
      stepwise: 'adds too little beside the others',
      wrong_sign: 'coefficient of the wrong sign',
    },
    grade: { grade: 'Grade', from: 'From score', rows: 'Rows', badRate: 'Bad rate' },
    ks: { title: 'KS on the training rows', x: 'Score', y: 'Share up to the score', goods: 'Goods', bads: 'Bads' },
    distribution: { title: 'Goods and bads by score on the training rows', y: 'Share of the goods, of the bads' },
    roc: { title: 'ROC on the training rows', x: 'Share of goods', y: 'Share of bads' },
    reliability: { title: 'Predicted and observed on unseen rows', x: 'Predicted', y: 'Observed' },
    foot: 'Made from the scorecard and its training report; it can be made again at any time from the same hash.',
  },
  zh: {
    title: '模型文档',
    subtitle: '评分卡',
    sections: {
      identity: '身份',
      method: '方法',
      findings: '需要关注',
      ranking: '排序能力',
      calibration: '校准',
      distribution: '分数分布',
      gains: '提升与收益',
      characteristics: '特征',
      left: '未入模',
      grades: '等级',
      bins: '各属性分值',
    },
    identity: {
      hash: '文档哈希',
      data: '数据内容哈希',
      rows: '样本数',
      bads: '坏样本数',
      excluded: '按要求排除',
      state: '状态',
      trained: '训练时间',
    },
    state: { draft: '草稿', validated: '已验证', approved: '已批准', live: '使用中', watch: '使用中（观察）', retired: '已退役' },
    none: '无',
    method:
      '每个特征在指定形状下以信息值最大为目标精确分箱；缺失值单独成箱。证据权重进入逻辑回归，系数不得为负。全程确定：相同样本得到相同文档与相同哈希。未见样本的指标来自交叉验证：分箱、筛选与回归均在每折内重新拟合。',
    scaling: (pdo, score, odds) => `${score} 分对应好坏比 ${odds}：1；每增加 ${pdo} 分，好坏比翻倍。`,
    findings: {
      fine: '按下列规则未发现异常。',
      overfit: (train, unseen) => `训练样本上的排序能力（AUC ${train}）明显高于未见样本（${unseen}）。`,
      miscalibrated: (pValue, isModelItself) =>
        `${isModelItself ? '所测客户' : '未见样本'}上概率与结果不一致（Hosmer-Lemeshow p = ${pValue}）。`,
      insignificant: (names) => `可能出于偶然的系数（p 大于 0.1）：${names}。`,
      small: (names) => `样本占比不足 2% 的分箱：${names}。`,
      byHand: (names) => `手工调整过的分箱：${names}。`,
      segmentsWorse: (segmented, single, pValue) =>
        `客群细分在未见样本上的排序不如单一评分卡（AUC ${segmented} 对 ${single}，p = ${pValue}）。`,
      ofModel: (seen, givesReasons) => [
        '模型文件不含训练方案，无法交叉验证：所有指标都是模型本身在所测客户上的表现。',
        ...(seen === 'same' ? ['所测客户就是其训练样本：指标偏于乐观。'] : []),
        ...(seen === 'alike' ? ['所测客户的样本数与坏样本数都与训练样本相同；若为同一批样本，指标偏于乐观。'] : []),
        ...(givesReasons ? [] : ['该模型不给出原因，只能作为影子模型评分。']),
      ],
    },
    figure: { figure: '指标', unseen: '未见样本', training: '训练样本', interval: '95% 区间（DeLong）', fold: '折' },
    calibration: { scores: '分数', rows: '样本数', predicted: '预测', observed: '实际' },
    gains: {
      band: '分数',
      bads: '坏样本',
      badRate: '坏样本率',
      lift: '提升',
      cumulativeBads: '累计坏样本',
      cumulativeGoods: '累计好样本',
    },
    characteristic: {
      name: '特征',
      trend: '趋势',
      coefficient: '系数',
      error: '标准误',
      pValue: 'p',
      bins: '分箱数',
      points: '分值',
    },
    trend: { flat: '平', ascending: '上升', descending: '下降', peak: '单峰', valley: '单谷', free: '不限' },
    bin: { bin: '属性', rows: '样本数', share: '占比', badRate: '坏样本率' },
    left: { reason: '原因', value: '数值', other: '对照' },
    drop: {
      constant: '取值不变',
      leakage: '泄露结果',
      missing_share: '多数缺失',
      identical_share: '多数为同一取值',
      low_iv: '信息值过低',
      high_iv: '信息值高得不可信',
      unstable: '各期之间不稳定',
      correlated: '与另一特征重复',
      collinear: '可由其他特征共同说明',
      stepwise: '在其他特征之外贡献过小',
      wrong_sign: '系数符号错误',
    },
    grade: { grade: '等级', from: '最低分', rows: '样本数', badRate: '坏样本率' },
    ks: { title: '训练样本的 KS', x: '分数', y: '不高于该分数的占比', goods: '好样本', bads: '坏样本' },
    distribution: { title: '训练样本中好坏样本的分数分布', y: '占好样本、坏样本的比例' },
    roc: { title: '训练样本的 ROC 曲线', x: '好样本占比', y: '坏样本占比' },
    reliability: { title: '未见样本的预测与实际', x: '预测', y: '实际' },
    foot: '由评分卡及其训练报告生成；凭同一哈希可随时重新生成。',
  },
};
