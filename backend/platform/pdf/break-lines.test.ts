import fc from 'fast-check';
import { expect, test } from 'vitest';
import { breakLines } from './break-lines.ts';

const measure = (text: string) => [...text].reduce((sum, character) => sum + (character.charCodeAt(0) > 0x2000 ? 2 : 1), 0);

test('breaks Latin text between words and Chinese text between characters', () => {
  expect(breakLines('It is anchored in block 12.', 12, measure)).toEqual(['It is', 'anchored in', 'block 12.']);
  expect(breakLines('所在批次已锚定于区块。', 8, measure)).toEqual(['所在批次', '已锚定于', '区块。']);
});

test('keeps marks with their characters and cuts what is too long', () => {
  expect(breakLines('签名有效。密钥', 8, measure)).toEqual(['签名有', '效。密钥']);
  expect(breakLines('0x0123456789', 5, measure)).toEqual(['0x012', '34567', '89']);
});

test('loses nothing but spaces, and no line is wider than it may be', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', ' ', '。', '信', '（', '用', '.') }),
      fc.integer({ min: 4, max: 20 }),
      (text, width) => {
        const lines = breakLines(text, width, measure);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
        for (const line of lines) expect(measure(line)).toBeLessThanOrEqual(width);
      },
    ),
  );
});
