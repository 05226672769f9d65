import { describe, expect, it } from 'vitest';
import { DomainError } from '../../kernel/errors.ts';
import { createOutput, displayWidth, renderRecord, renderTable } from './output.ts';

function collect(json: boolean) {
  const texts = { out: '', err: '' };
  const output = createOutput({
    json,
    colour: true,
    stdout: {
      write: (text) => {
        texts.out += text;
      },
    },
    stderr: {
      write: (text) => {
        texts.err += text;
      },
    },
  });
  return { texts, output };
}

describe('renderTable', () => {
  it('lines up Chinese and Latin text and puts numbers to the right', () => {
    expect(
      renderTable(
        ['等级', 'n'],
        [
          ['甲', 7],
          ['abc', 1000],
        ],
      ),
    ).toBe(['等级     n', '----  ----', '甲       7', 'abc   1000'].join('\n'));
  });

  it('says that there is nothing', () => {
    expect(renderTable(['a'], [])).toBe('(none)');
  });
});

it('counts wide characters as two columns', () => {
  expect(displayWidth('信用ab，')).toBe(8);
});

it('lists a record', () => {
  expect(renderRecord({ hash: '0x1', block: null })).toBe('hash   0x1\nblock  -');
});

describe('createOutput', () => {
  it('writes data to standard output and progress to standard error', () => {
    const { texts, output } = collect(false);
    output.progress('working');
    output.answer({ a: 1 }, () => `a is ${output.paint('good', '1')}`);
    expect(texts).toEqual({ out: 'a is 1\n', err: 'working\n' });
  });

  it('writes big integers as decimal strings in JSON', () => {
    const { texts, output } = collect(true);
    output.answer({ size: 10n ** 20n }, () => '');
    expect(JSON.parse(texts.out)).toEqual({ size: '100000000000000000000' });
  });

  it('names the code and every faulty field', () => {
    const { texts, output } = collect(false);
    output.fault(new DomainError('x_bad', 'invalid', 'X is bad.', { faults: [{ pointer: '/a', code: 'c', detail: 'is wrong' }] }));
    expect(texts.err).toBe('credence: X is bad. (x_bad)\n  /a: is wrong\n');
  });
});
