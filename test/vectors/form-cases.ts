import { encode } from 'cborg';
import { toBase64Url } from '../../backend/kernel/base64url.ts';
import { discloseFields } from '../../backend/attestation/domain/build-credential.ts';
import { verifierId } from '../../backend/attestation/domain/presentation.ts';
import { concatBytes } from '../../backend/attestation/domain/words.ts';
import { encodeCbor, linkPayload, qrText } from '../../backend/attestation/file-forms.ts';
import { BOUND, type Case, FINE, GOOD, item, SAMPLE } from './case-shape.ts';
import { CHALLENGE, DEVICE_KEY, LENDER, PURPOSE, samplePresentation, signPasskey } from './credential-builder.ts';

const YOU = { verifier: verifierId(LENDER), challenge: CHALLENGE, purpose: PURPOSE };

/** The same file as CBOR, as the text of a QR code and as the payload of a link, whole and spoilt. */
export function formCases(): Case[] {
  const two = discloseFields(GOOD, new Set(['score', 'grade']));
  const wallet = samplePresentation(SAMPLE, BOUND.wallet);
  const both = samplePresentation(SAMPLE, BOUND.wallet, {
    fields: new Set(),
    claims: [
      { kind: 'scoreAtLeast', threshold: 680 },
      { kind: 'pdAtMost', threshold: 200 },
    ],
  });
  const passkey = samplePresentation(SAMPLE, BOUND.passkey, { sign: (digest) => signPasskey(digest, DEVICE_KEY) });
  const good = encodeCbor(wallet);
  const bad = (name: string, file: string | Uint8Array, reason: string) => item(name, file, 'malformed', ['wellFormed', reason], { audience: YOU });
  const map = (members: readonly [number, unknown][]) => encode(new Map(members as [number, string][]));
  const chain = [GOOD.place.chainId, new Uint8Array(20)] as const;
  // The last byte is the v of the holder's signature: 27 becomes 28, and 28 becomes 27.
  const at = good.length - 1;
  const swapped = Uint8Array.from(good, (byte, i) => (i === at ? byte ^ 7 : byte));
  // A number that fits one byte, written in two: longer than need be.
  const long = Uint8Array.from([...good.subarray(0, 1), 0x18, 0x00, ...good.subarray(2)]);
  return [
    item('cbor-credential', encodeCbor(GOOD), 'valid', FINE),
    item('cbor-two-fields', encodeCbor(two), 'valid', FINE),
    item('cbor-unanchored', encodeCbor({ ...GOOD, anchor: null }), 'notAnchored', ['rootAnchored', 'no_anchor']),
    item('cbor-roots-that-differ', encodeCbor({ ...GOOD, credit: { ...GOOD.credit, credentialRoot: GOOD.credit.model } }), 'forged', ['fieldsMatchRoot', 'fields_differ_from_root']),
    item('cbor-presentation', good, 'valid', FINE, { audience: YOU }),
    item('cbor-thresholds', encodeCbor(both), 'valid', FINE, { audience: YOU }),
    item('cbor-passkey', encodeCbor(passkey), 'valid', FINE, { audience: YOU }),
    item('cbor-by-contract', encodeCbor(samplePresentation(SAMPLE, BOUND.contract)), 'valid', FINE, { audience: YOU }),
    item('qr-presentation', qrText(wallet), 'valid', FINE, { audience: YOU }),
    item('qr-passkey', qrText(passkey), 'valid', FINE, { audience: YOU }),
    item('link-presentation', linkPayload(wallet), 'valid', FINE, { audience: YOU }),
    item('qr-replayed-to-another-lender', qrText(wallet), 'notForYou', ['presentedToYou', 'for_another_verifier'], { audience: { verifier: verifierId('Other Bank') } }),
    item('cbor-altered', swapped, 'notForYou', ['presentedToYou', 'presentation_not_by_holder'], { audience: YOU }),
    bad('cbor-cut', good.subarray(0, good.length - 1), 'not_cbor'),
    bad('cbor-with-more-behind', concatBytes(good, Uint8Array.of(0)), 'not_cbor'),
    bad('cbor-indefinite', concatBytes(Uint8Array.of(0xbf), good.subarray(1), Uint8Array.of(0xff)), 'not_cbor'),
    bad('cbor-longer-than-need-be', long, 'not_cbor'),
    bad('cbor-key-twice', Uint8Array.of(0xa2, 0x00, 0x01, 0x00, 0x01), 'not_cbor'),
    bad('cbor-unknown-key', concatBytes(Uint8Array.of((good[0] ?? 0) + 1), good.subarray(1), Uint8Array.of(0x17, 0x00)), 'not_cbor'),
    bad('cbor-list', Uint8Array.of(0x80), 'not_cbor'),
    bad('cbor-empty-map', Uint8Array.of(0xa0), 'not_cbor'),
    bad('cbor-of-unknown-form', map([[0, 9]]), 'not_cbor'),
    bad('cbor-without-fields', map([[0, 1], [1, chain]]), 'not_cbor'),
    bad('qr-cut', qrText(wallet).slice(0, -3), 'not_cbor'),
    bad('qr-letter-altered', qrText(wallet).replace(/.$/, 'a'), 'not_qr'),
    bad('qr-empty', 'CREDENCE1:', 'not_cbor'),
    bad('link-padded', `${linkPayload(wallet)}=`, 'not_qr'),
    bad('link-cut', `credence1.${toBase64Url(good.subarray(0, good.length - 5))}`, 'not_cbor'),
  ];
}
