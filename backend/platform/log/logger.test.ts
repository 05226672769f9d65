import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

function linesOf(write: (logger: ReturnType<typeof createLogger>) => void): string {
  let text = '';
  write(createLogger({ name: 'test', level: 'info', destination: { write: (line) => void (text += line) } }));
  return text;
}

test('writes one JSON line with part, time and level', () => {
  const line = JSON.parse(linesOf((logger) => logger.info({ jobId: 'j' }, 'done')));
  expect(line).toMatchObject({ part: 'test', jobId: 'j', msg: 'done', level: 30 });
  expect(Date.parse(line.time)).not.toBeNaN();
});

test('keeps secrets and personal data out, at every depth a caller may log them', () => {
  const canary = 'canary-7f3a';
  const names = ['password', 'token', 'authorization', 'cookie', 'x-api-key', 'masterKey', 'email', 'name', 'phone', 'attributes', 'ip'];
  for (const name of names) {
    const text = linesOf((logger) => {
      logger.info({ [name]: canary });
      logger.info({ request: { [name]: canary } });
      logger.info({ request: { headers: { [name]: canary } } });
      logger.info({ a: { b: { c: { [name]: canary } } } });
      logger.child({ [name]: canary }).warn({ err: Object.assign(new Error('x'), { params: { [name]: canary } }) });
    });
    expect(text, name).not.toContain(canary);
    expect(text.split('[redacted]').length, name).toBeGreaterThan(5);
  }
});

test('says nothing below its level', () => {
  expect(linesOf((logger) => logger.debug('quiet'))).toBe('');
});
