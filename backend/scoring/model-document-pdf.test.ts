import { describe, expect, it } from 'vitest';
import { pdfText } from '../../test/system/support/pdf-text.ts';
import { readGermanCredit } from '../../test/system/support/reference-data.ts';
import { MODEL_DOCUMENT_WORDS } from './domain/report/model-document-words.ts';
import { modelDocument, type ModelDocumentSource } from './domain/report/model-document.ts';
import { buildScorecard, DEFAULT_TRAINING } from './domain/scorecard/build-scorecard.ts';
import { reportCharacteristics } from './domain/scorecard/characteristic-report.ts';
import { hashScorecard } from './domain/scorecard/scorecard-document.ts';
import { trainDocument } from './domain/segments/train-document.ts';
import { validateScorecard } from './domain/validation-report.ts';
import { modelDocumentPdf } from './model-document-pdf.ts';
import { reportTraining } from './report-training.ts';

const german = readGermanCredit();
const built = buildScorecard(german, { ...DEFAULT_TRAINING, name: 'German credit 德国信贷' });
const source: ModelDocumentSource = {
  document: built.document,
  validation: validateScorecard(german, built.document, built.options),
  characteristics: reportCharacteristics(built.model, built.document),
  state: 'live',
  trainedOn: '2026-11-15',
};
const order = { splits: [{ attribute: 'age', cut: 33, missing: 'right' as const }], minRows: 100, minBads: 30 };
const trained = trainDocument(german, { ...DEFAULT_TRAINING, name: 'By segment 德国信贷' }, order);
const segmented: ModelDocumentSource = { ...source, document: trained.document, ...reportTraining(german, trained) };
const bare = (text: string) => text.replaceAll(/\s/g, '');

describe('the model document as PDF', () => {
  it.each([
    ['en', 'a card', source, 11],
    ['zh', 'a card', source, 11],
    ['en', 'segments', segmented, 12],
    ['zh', 'segments', segmented, 12],
  ] as const)('says in %s of %s all that its pieces say, with no glyph missing', async (language, _, told, count) => {
    const pdf = await modelDocumentPdf(told, language);
    const text = bare(pdfText(pdf));
    expect(text).not.toContain('?');
    const words = MODEL_DOCUMENT_WORDS[language];
    const { sections } = modelDocument(told, language);
    expect(sections).toHaveLength(count);
    for (const { title, blocks } of sections) {
      expect(text).toContain(bare(title));
      for (const block of blocks) {
        if (block.kind === 'text') expect(text).toContain(bare(block.text));
        if (block.kind === 'table') expect(text).toContain(bare(block.title ?? ''));
        if (block.kind === 'table') for (const cell of block.rows.flat()) expect(text).toContain(bare(String(cell ?? '–')));
        if (block.kind === 'plots')
          for (const { title: own, x, y } of block.plots) for (const said of [own, x, y]) expect(text).toContain(bare(said));
      }
    }
    expect(text).toContain(hashScorecard(told.document));
    expect(text).toContain(bare(words.foot));
    expect(text).toContain('德国信贷');
  });

  it('draws its charts as lines, numbers its pages, and is the same document from the same card', async () => {
    const pdf = await modelDocumentPdf(source, 'en');
    const raw = pdf.toString('latin1');
    expect(raw).not.toContain('/Subtype /Image');
    const pages = raw.match(/\/Type \/Page\b/g)?.length ?? 0;
    expect(pages).toBeGreaterThan(4);
    expect(pdfText(pdf)).toContain(`${pages} / ${pages}`);
    // The file's own number is of the moment; all else must not be.
    const settled = (bytes: Buffer) => bytes.toString('latin1').replace(/\/ID \[.*?\]/s, '');
    expect(settled(await modelDocumentPdf(source, 'en'))).toBe(settled(pdf));
  });

  it('opens for a card that was trained before rows were measured unseen', async () => {
    const { unseen: _, ...validation } = source.validation;
    const text = pdfText(await modelDocumentPdf({ ...source, validation }, 'zh'));
    expect(text).not.toContain(MODEL_DOCUMENT_WORDS.zh.sections.gains);
    expect(text).not.toMatch(/NaN|undefined/);
  });
});
