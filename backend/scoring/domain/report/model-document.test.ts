import { describe, expect, it } from 'vitest';
import { GERMAN_PROTECTED, readGermanCredit } from '../../../../test/system/support/reference-data.ts';
import { buildScorecard, DEFAULT_MODEL, DEFAULT_TRAINING } from '../scorecard/build-scorecard.ts';
import { reportCharacteristics } from '../scorecard/characteristic-report.ts';
import { hashScorecard } from '../scorecard/scorecard-document.ts';
import { segmentList } from '../segments/scoring-document.ts';
import { trainDocument } from '../segments/train-document.ts';
import { type CrossValidatedReport, validateScorecard, validateUnseen } from '../validation-report.ts';
import { findingsOf, modelDocumentHtml, type ModelDocumentSource } from './model-document.ts';
import { MODEL_DOCUMENT_WORDS } from './model-document-words.ts';

const german = readGermanCredit();
const model = { ...DEFAULT_MODEL, exclude: GERMAN_PROTECTED };
const built = buildScorecard(german, { ...DEFAULT_TRAINING, name: 'A <b>"card"</b>', model });
const source: ModelDocumentSource & { readonly validation: CrossValidatedReport } = {
  document: built.document,
  validation: validateScorecard(german, built.document, model),
  characteristics: reportCharacteristics(built.model, built.document),
  state: 'live',
  trainedOn: '2026-11-29',
};

describe('the model document', () => {
  it.each(['en', 'zh'] as const)('has every section, figure and point in %s, and no tag of a name', (language) => {
    const html = modelDocumentHtml(source, language);
    const words = MODEL_DOCUMENT_WORDS[language];
    for (const title of Object.values(words.sections)) expect(html).toContain(`<h2>${title}</h2>`);
    expect(html).toContain(hashScorecard(built.document));
    expect(html).toContain(source.validation.crossValidation.auc.toFixed(4));
    expect(html).toContain('A &lt;b&gt;&quot;card&quot;&lt;/b&gt;');
    expect(html).not.toContain('<b>');
    const selected = source.characteristics.filter((row) => row.selected);
    for (const { name } of selected) expect(html).toContain(`<h3>${name}</h3>`);
    expect(html.match(/<svg /g)).toHaveLength(4);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
    expect(html).not.toMatch(/(src|href)=/);
  });

  it.each(['en', 'zh'] as const)('tells segments, what they gain and the card of each in %s', (language) => {
    const splits = [{ attribute: 'age', cut: 33, missing: 'right' }] as const;
    const options = { ...DEFAULT_TRAINING, name: 'By segment', model };
    const { document, parts, unseen, segmentation } = trainDocument(german, options, { splits, minRows: 100, minBads: 30 });
    const [validation, ...own] = validateUnseen(german, document, unseen);
    const segments = segmentList(document).flatMap(({ segment, path }, at) => {
      const [part, report] = [parts[at], own[at]];
      if (part === undefined || report === undefined) return [];
      return [
        { segment: segment ?? '', path, validation: report, characteristics: reportCharacteristics(part.built.model, part.built.document) },
      ];
    });
    if (validation === undefined || segmentation === null) throw new Error('nothing was compared');
    const html = modelDocumentHtml({ ...source, document, validation, characteristics: [], segments, segmentation }, language);
    expect(html).toContain(language === 'en' ? '<h2>Segments</h2>' : '<h2>客群细分</h2>');
    expect(html).toContain(segmentation.segmentedAuc.toFixed(4));
    expect(html).toContain(language === 'en' ? '<h3>S1: age &lt; 33</h3>' : '<h3>S2: age ≥ 33 或缺失</h3>');
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
    const kept = { ...segmentation, source: 'found' as const, used: false };
    expect(modelDocumentHtml({ ...source, segmentation: kept }, language)).toMatch(/one card is kept|保留单一评分卡/);
  });

  it('is the same page from the same card', () => {
    expect(modelDocumentHtml(source, 'en')).toBe(modelDocumentHtml({ ...source }, 'en'));
  });

  it('opens for a card that was trained before rows were measured unseen', () => {
    const { unseen: _, ...validation } = source.validation;
    const html = modelDocumentHtml({ ...source, validation }, 'en');
    expect(html).not.toContain(MODEL_DOCUMENT_WORDS.en.sections.gains);
    expect(html).not.toMatch(/NaN|undefined/);
  });
});

describe('findings', () => {
  const words = MODEL_DOCUMENT_WORDS.en;
  const { crossValidation, unseen } = source.validation;
  const calm: ModelDocumentSource = {
    ...source,
    validation: {
      ...source.validation,
      auc: crossValidation.auc,
      unseen: unseen === undefined ? undefined : { ...unseen, hosmerLemeshow: { ...unseen.hosmerLemeshow, pValue: 0.5 } },
    } as ModelDocumentSource['validation'],
    characteristics: source.characteristics.map((row) => ({
      ...row,
      pValue: row.pValue === null ? null : 0.01,
      edits: [],
      bins: row.bins.map((bin) => ({ ...bin, share: 0.2 })),
    })),
  };

  it('say so when nothing stands out', () => {
    expect(findingsOf(calm, words)).toEqual([words.findings.fine]);
  });

  it('say that segments of a person rank worse than one card, and only when they do beyond chance and are used', () => {
    const segments = ['age < 30', 'other'];
    const worse = {
      source: 'given',
      used: true,
      segments,
      segmentedAuc: 0.778,
      singleAuc: 0.796,
      difference: -0.018,
      standardError: 0.008,
      pValue: 0.032,
    } as const;
    const told = (segmentation: NonNullable<ModelDocumentSource['segmentation']>) => findingsOf({ ...calm, segmentation }, words);
    expect(told(worse)).toEqual([words.findings.segmentsWorse('0.7780', '0.7960', '0.0320')]);
    for (const fine of [
      { ...worse, pValue: 0.2 },
      { ...worse, difference: 0.018 },
      { ...worse, used: false },
    ])
      expect(told(fine)).toEqual([words.findings.fine]);
  });

  it('name what a reviewer should look at', () => {
    const [first = source.characteristics[0]] = calm.characteristics.filter((row) => row.selected);
    const change = (row: (typeof calm.characteristics)[number]) =>
      row === first
        ? {
            ...row,
            pValue: 0.4,
            edits: [{ kind: 'merge', at: 1, reason: 'policy' } as const],
            bins: row.bins.map((bin) => ({ ...bin, share: 0.01 })),
          }
        : row;
    const found = findingsOf(
      {
        ...calm,
        validation: { ...calm.validation, auc: crossValidation.auc + 0.06 },
        characteristics: calm.characteristics.map(change),
      },
      words,
    );
    expect(found).toHaveLength(4);
    expect(found.slice(1).every((text) => text.includes(first?.name ?? '?'))).toBe(true);
  });
});
