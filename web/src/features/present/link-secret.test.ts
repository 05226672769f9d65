import { describe, expect, it } from 'vitest';
import { fromBase64Url, toBase64Url } from '../../../../backend/kernel/base64url.ts';
import { openLink, sealForLink } from './link-secret.ts';

describe('secret of a link', () => {
  it('opens what it sealed, whatever the letters', async () => {
    const text = JSON.stringify({ name: '张三', note: '\u{1F4C4} é' });
    const { ciphertext, secret } = await sealForLink(text);
    expect(await openLink(ciphertext, secret)).toBe(text);
  });

  it('is fresh each time, and so is the ciphertext', async () => {
    const [first, second] = [await sealForLink('same'), await sealForLink('same')];
    expect(first.secret).not.toBe(second.secret);
    expect(first.ciphertext).not.toBe(second.ciphertext);
    expect(fromBase64Url(first.secret)).toHaveLength(32);
  });

  it('opens nothing else: another secret, a changed byte, a cut-off text, no base64url', async () => {
    const { ciphertext, secret } = await sealForLink('for one reader');
    const other = await sealForLink('for another reader');
    const changed = fromBase64Url(ciphertext);
    changed[20] = (changed[20] ?? 0) ^ 1;
    expect(await openLink(ciphertext, other.secret)).toBeNull();
    expect(await openLink(toBase64Url(changed), secret)).toBeNull();
    expect(await openLink(ciphertext.slice(0, 16), secret)).toBeNull();
    expect(await openLink('', secret)).toBeNull();
    expect(await openLink(ciphertext, 'not a secret!')).toBeNull();
    expect(await openLink(ciphertext, '')).toBeNull();
  });
});
