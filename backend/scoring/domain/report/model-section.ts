import type { ClassifierKind } from '../classifier.ts';
import type { ModelFacts } from '../scored-model/model-facts.ts';
import { isCard, type RegistryDocument } from '../scored-model/registry-document.ts';
import type { DocumentSection } from './document-block.ts';
import { type DocumentLanguage, MODEL_DOCUMENT_WORDS, type ModelDocumentWords } from './model-document-words.ts';
import { table } from './validation-blocks.ts';

interface ModelWords {
  readonly kind: Readonly<Record<ClassifierKind, string>>;
  readonly calibrated: string;
  readonly method: (kind: string, inputs: number, rows: number, file: string) => string;
  readonly reasons: string;
  readonly options: (told: string) => string;
  readonly importance: string;
  readonly name: string;
  readonly points: string;
  readonly untold: string;
  /** What the general words say of training rows, said of the measured customers. */
  readonly measured: Pick<ModelDocumentWords, 'foot' | 'ks' | 'distribution' | 'roc' | 'reliability'> & {
    readonly figure: string;
    readonly bins: string;
  };
}

const WORDS: Readonly<Record<DocumentLanguage, ModelWords>> = {
  en: {
    kind: {
      scorecard: 'Scorecard',
      cart: 'Classification tree',
      forest: 'Random forest',
      boosting: 'Gradient boosting',
      linear_svm: 'Linear support vector machine',
      rbf_svm: 'Support vector machine, RBF kernel',
      ensemble: 'Blend of models',
    },
    calibrated: 'calibrated',
    method: (kind, inputs, rows, file) =>
      `${kind} of ${inputs} inputs, taken from the model file ${file} and measured on ${rows} customers. The score is the whole one nearest to the probability of the model on the scale below.`,
    reasons:
      'What an input adds to a score is its Shapley value, counted from the mean customer and told in whole points that add up to the score; the points of a bin are the mean of such contributions.',
    options: (told) => `Made with: ${told}.`,
    importance: 'Importance of the inputs',
    name: 'Input',
    points: 'Mean size of its contribution, points',
    untold: 'The model gives no reasons, so nothing is told of single inputs.',
    measured: {
      figure: 'Model itself, measured customers',
      bins: 'Mean points by bin',
      foot: 'Made from the model and the report of its import; it can be made again at any time from the same hash.',
      ks: { title: 'KS on the measured customers', x: 'Score', y: 'Share up to the score', goods: 'Goods', bads: 'Bads' },
      distribution: { title: 'Goods and bads by score among the measured customers', y: 'Share of the goods, of the bads' },
      roc: { title: 'ROC on the measured customers', x: 'Share of goods', y: 'Share of bads' },
      reliability: { title: 'Predicted and observed on the measured customers', x: 'Predicted', y: 'Observed' },
    },
  },
  zh: {
    kind: {
      scorecard: '评分卡',
      cart: '分类树',
      forest: '随机森林',
      boosting: '梯度提升',
      linear_svm: '线性支持向量机',
      rbf_svm: '支持向量机（RBF 核）',
      ensemble: '模型融合',
    },
    calibrated: '已校准',
    method: (kind, inputs, rows, file) =>
      `${kind}，${inputs} 个输入，取自模型文件 ${file}，在 ${rows} 名客户上测量。分数为下述刻度上最接近模型违约概率的整数分。`,
    reasons: '每个输入对分数的贡献为其 Shapley 值，以平均客户为起点，以整数分表示，合计恰等于分数；分箱的分值为其中各客户贡献的平均。',
    options: (told) => `训练设置：${told}。`,
    importance: '输入的重要性',
    name: '输入',
    points: '贡献的平均大小（分）',
    untold: '该模型不给出原因，因此不说明单个输入的贡献。',
    measured: {
      figure: '模型本身，所测客户',
      bins: '各分箱平均分值',
      foot: '由模型及其导入报告生成；凭同一哈希可随时重新生成。',
      ks: { title: '所测客户的 KS', x: '分数', y: '不高于该分数的占比', goods: '好样本', bads: '坏样本' },
      distribution: { title: '所测客户中好坏样本的分数分布', y: '占好样本、坏样本的比例' },
      roc: { title: '所测客户的 ROC 曲线', x: '好样本占比', y: '坏样本占比' },
      reliability: { title: '所测客户的预测与实际', x: '预测', y: '实际' },
    },
  },
};

function kindText({ kind, isCalibrated }: ModelFacts, language: DocumentLanguage): string {
  const words = WORDS[language];
  const name = words.kind[kind];
  if (!isCalibrated) return name;
  return language === 'zh' ? `${name}（${words.calibrated}）` : `${name}, ${words.calibrated}`;
}

/** The words of the document, said of the customers that a model was measured on. */
export function measuredWords(facts: ModelFacts, language: DocumentLanguage): ModelDocumentWords {
  const words = MODEL_DOCUMENT_WORDS[language];
  const { figure, bins, ...measured } = WORDS[language].measured;
  return {
    ...words,
    ...measured,
    subtitle: kindText(facts, language),
    figure: { ...words.figure, training: figure },
    sections: { ...words.sections, bins },
  };
}

/** How the model was made and how it scores. */
export function methodOfModel(facts: ModelFacts, document: RegistryDocument, language: DocumentLanguage): string {
  const words = WORDS[language];
  const [inputs, rows] = isCard(document) ? [0, 0] : [document.inputs.length, document.measured.rows];
  const options = Object.entries(facts.options).map(([name, value]) => `${name} ${value}`);
  return [
    words.method(kindText(facts, language), inputs, rows, facts.fileHash),
    ...(facts.givesReasons ? [words.reasons] : []),
    ...(options.length === 0 ? [] : [words.options(options.join(language === 'zh' ? '、' : ', '))]),
  ].join(language === 'zh' ? '' : ' ');
}

/** What each input adds to a score on average. */
export function importanceSection({ importance }: ModelFacts, language: DocumentLanguage): DocumentSection {
  const words = WORDS[language];
  const rows = importance.map(({ name, points }) => [name, points.toFixed(2)]);
  return {
    title: words.importance,
    blocks: [rows.length === 0 ? { kind: 'text', text: words.untold } : table([words.name, words.points], rows)],
  };
}
