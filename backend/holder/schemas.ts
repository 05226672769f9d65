import { z } from 'zod';
import { CredentialRow } from '../attestation/schemas.ts';
import { OutcomeRow } from '../intake/schemas.ts';
import { AddressText, Hash32Text, IntegerText, pageOf } from '../platform/http/schemas.ts';

const Base64Url = z.string().regex(/^[A-Za-z0-9_-]*$/, 'is base64url without padding');
const Instant = z.iso.datetime({ offset: true, error: 'is a moment such as 2026-12-31T00:00:00Z' });
/** One sentence in each language. */
const Words = z.object({ en: z.string(), zh: z.string() });

/** Fields that a holder can show or hide, in the order of their slots. */
export const ShownField = z.enum([
  'subjectTag',
  'score',
  'grade',
  'pdWad',
  'modelHash',
  'inputHash',
  'reasonCodes',
  'issuedAt',
  'expiry',
  'seq',
  'previous',
  'holder',
  'sourceHash',
  'consentHash',
]);
export type ShownField = z.infer<typeof ShownField>;

/** A threshold that is proved without showing the figure: points for a score (680), basis points for a PD (200). */
export const WantedClaim = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('scoreAtLeast'),
    threshold: z.string().regex(/^(30[5]|3[1-9][05]|[4-7]\d[05]|8[0-4][05]|850)$/, 'is a score from 305 to 850 in steps of 5'),
  }),
  z.strictObject({
    kind: z.literal('pdAtMost'),
    threshold: z
      .string()
      .regex(/^[1-9]\d{1,3}$/, 'is a whole number of basis points')
      .refine((text) => Number(text) % 25 === 0 && Number(text) <= 2475, 'is 25 to 2475 basis points in steps of 25'),
  }),
]);
export type WantedClaim = z.infer<typeof WantedClaim>;

/** What is asked for, or what is shown. */
export const Scope = z.strictObject({
  fields: z.array(ShownField).max(14),
  claims: z.array(WantedClaim).max(2),
});
export type Scope = z.infer<typeof Scope>;

// The customer's account, as officers of the house see it.

export const NewCustomerLogin = z.strictObject({
  email: z.email().max(200),
  name: z.string().trim().min(1).max(100).optional(),
  locale: z.enum(['zh', 'en']).optional(),
});
export const CustomerLoginView = z.object({
  customerId: z.string(),
  userId: z.string(),
  email: z.string(),
  name: z.string(),
  createdAt: z.string(),
});
export type CustomerLoginView = z.infer<typeof CustomerLoginView>;
/** The password is shown this once, to be told to the customer and changed by him at the first sign-in. */
export const NewCustomerLoginView = CustomerLoginView.extend({ password: z.string() });

// The holder's key.

export const HolderKeyView = z.object({
  kind: z.enum(['wallet', 'passkey']),
  /** For a passkey the last 20 bytes of keccak256(x ‖ y). */
  address: AddressText,
  /** What `navigator.credentials.get` needs to ask for the passkey; null for a wallet. */
  passkey: z.object({ credentialId: Base64Url, x: Hash32Text, y: Hash32Text, rpId: z.string() }).nullable(),
  /** Whether this installation signs with the key itself, as it does in the demo. */
  keptHere: z.boolean(),
});
export type HolderKeyView = z.infer<typeof HolderKeyView>;

export const HolderChallengeQuery = z.strictObject({ address: AddressText.optional() });
export const HolderChallenge = z.object({
  expiresAt: z.string(),
  /** To be signed with personal_sign (EIP-4361); null when the query named no address. */
  wallet: z.object({ address: AddressText, chainId: z.int(), message: z.string() }).nullable(),
  /** For `navigator.credentials.create({ publicKey })`; bytes are base64url. */
  passkey: z.object({
    challenge: Base64Url,
    rp: z.object({ id: z.string(), name: z.string() }),
    user: z.object({ id: Base64Url, name: z.string(), displayName: z.string() }),
    pubKeyCredParams: z.array(z.object({ type: z.literal('public-key'), alg: z.literal(-7) })),
    timeout: z.int(),
    attestation: z.literal('none'),
    authenticatorSelection: z.object({ residentKey: z.literal('preferred'), userVerification: z.literal('preferred') }),
  }),
});
export type HolderChallenge = z.infer<typeof HolderChallenge>;

export const NewHolderKey = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('wallet'),
    /** The message of the challenge, unchanged. */
    message: z.string().min(1).max(4000),
    signature: z.string().regex(/^0x([0-9a-fA-F]{2}){1,4096}$/, 'is hex with 0x'),
  }),
  z.strictObject({
    kind: z.literal('passkey'),
    credentialId: Base64Url.min(1).max(1400),
    clientDataJSON: Base64Url.min(1).max(4000),
    attestationObject: Base64Url.min(1).max(16_000),
  }),
]);

// Own data and own credentials.

export const OwnCredentialRow = CredentialRow.pick({
  id: true,
  digest: true,
  state: true,
  issuedAt: true,
  expiry: true,
  batchId: true,
  index: true,
  copy: true,
  anchorBy: true,
}).extend({
  isExpired: z.boolean(),
  /** Whether it is bound to the holder key in use, so that it can be presented. */
  isPresentable: z.boolean(),
});
export type OwnCredentialRow = z.infer<typeof OwnCredentialRow>;
export const OwnCredentialPage = pageOf(OwnCredentialRow);
export const NewOwnCredential = z.strictObject({ validDays: z.int().min(1).max(365).default(90) });
export const OwnCredentialView = OwnCredentialRow.extend({ file: z.record(z.string(), z.unknown()) });

/** After a change of key: the credential made for the new one; null when there is no score to state, or not yet. */
export const HolderKeyAnswer = z.object({ holderKey: HolderKeyView, credential: OwnCredentialRow.nullable() });

/** Somebody saw the customer's data. */
export const Look = z.object({
  at: z.string(),
  /** Name of the organization or part of the house, not of a person. */
  who: z.string(),
  kind: z.enum(['record', 'presentation', 'link']),
  consentId: z.string().nullable(),
});
export type Look = z.infer<typeof Look>;

export const OwnRecord = z.object({
  id: z.string(),
  externalId: z.string(),
  source: z.string(),
  createdAt: z.string(),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  /** How the customer turned out, as the source told it since, oldest first. */
  outcomes: z.array(OutcomeRow.omit({ importId: true })),
  score: z
    .object({
      score: z.int(),
      grade: z.string(),
      pdWad: IntegerText,
      scorecardHash: Hash32Text,
      scoredAt: z.string(),
      reasons: z.array(
        z.object({ code: z.string(), characteristic: z.string(), pointsLost: z.int(), against: z.literal('mean').optional() }),
      ),
    })
    .nullable(),
  /** The score in plain words; none without a score. */
  words: z.array(Words),
  holderKey: HolderKeyView.nullable(),
  credentials: z.int(),
  activeConsents: z.int(),
  /** Newest first, at most 50. */
  looks: z.array(Look),
  /** What has to be typed to have all of this erased. */
  erasureConfirmation: z.string(),
});
export type OwnRecord = z.infer<typeof OwnRecord>;

export const EraseMe = z.strictObject({ confirmation: z.string().max(200) });
export const ErasedView = z.object({ erased: z.literal(true), at: z.string() });

// What a lender asks for.

export const NewPresentationRequest = z.strictObject({
  purpose: z.string().trim().min(3).max(200),
  wanted: Scope.refine(({ fields, claims }) => fields.length + claims.length > 0, 'names at least one field or threshold'),
  /** Until when the presentation may be used; at most 366 days ahead. */
  until: Instant,
  /** A contract of the lender that the presentation is bound to; else it is bound to the lender's name. */
  verifier: AddressText.optional(),
});

export const RequestState = z.enum(['open', 'answered', 'withdrawn', 'expired']);
/** What the customer sees who follows the link. */
export const PublicRequestView = z.object({
  id: z.string(),
  verifierName: z.string(),
  /** Left-padded contract address, or keccak256 of the name. */
  verifier: Hash32Text,
  challenge: Hash32Text,
  purpose: z.string(),
  wanted: Scope,
  until: z.string(),
  state: RequestState,
});
export type PublicRequestView = z.infer<typeof PublicRequestView>;

export const ConsentState = z.enum(['active', 'withdrawn', 'expired']);
export const PresentationRequestView = PublicRequestView.extend({
  /** Path in the console to hand to the customer. */
  link: z.string(),
  createdAt: z.string(),
  answeredAt: z.string().nullable(),
  consent: z.object({ id: z.string(), state: ConsentState, signedAt: z.string(), withdrawnAt: z.string().nullable() }).nullable(),
});
export type PresentationRequestView = z.infer<typeof PresentationRequestView>;
export const PresentationRequestPage = pageOf(PresentationRequestView);
/** `presentation` is the presentation file, to be verified like any other. */
export const ReceivedPresentation = z.object({
  requestId: z.string(),
  receivedAt: z.string(),
  consent: z.object({ id: z.string(), state: ConsentState, until: z.string() }),
  presentation: z.record(z.string(), z.unknown()),
});

// What the customer shows.

export const Audience = z.object({
  verifierName: z.string(),
  verifier: Hash32Text,
  challenge: Hash32Text,
  purpose: z.string(),
  /** Seconds since 1970, decimal. */
  until: IntegerText,
});

export const PresentationOrder = z.strictObject({
  /** The request that is answered; without it `audience` names who is to see it. */
  requestId: z.string().max(64).optional(),
  audience: z
    .strictObject({
      verifierName: z.string().trim().min(1).max(200),
      verifier: AddressText.optional(),
      challenge: Hash32Text.optional(),
      purpose: z.string().trim().min(3).max(200),
      until: Instant,
    })
    .optional(),
  /** Defaults to the newest valid credential of the holder key in use. */
  credentialId: z.string().max(64).optional(),
  fields: z.array(ShownField).max(14).default([]),
  claims: z.array(WantedClaim).max(2).default([]),
});
export type PresentationOrder = z.infer<typeof PresentationOrder>;

export const PreparedPresentation = z.object({
  credentialId: z.string(),
  audience: Audience,
  /** Exactly what the lender will see ... */
  disclosed: z.array(z.object({ name: z.string(), value: z.string() })),
  claims: z.array(WantedClaim),
  /** ... what every presentation shows by itself (issuer, times, model, pseudonym) ... */
  always: z.array(z.object({ name: z.string(), value: z.string() })),
  /** ... and what stays hidden. */
  hidden: z.array(z.string()),
  /** The presentation file without `signature`. */
  unsigned: z.record(z.string(), z.unknown()),
  /** EIP-712 digest: the challenge of a passkey is these 32 bytes. */
  digest: Hash32Text,
  /** For eth_signTypedData_v4. */
  typedData: z.record(z.string(), z.unknown()),
  holderKey: HolderKeyView,
  /** Bytes of the signed presentation as CBOR: a QR code takes up to 1500. */
  qrBytes: z.int(),
});
export type PreparedPresentation = z.infer<typeof PreparedPresentation>;

/** `direct`: to the lender who asked. `link`: ciphertext behind a link. `file`: a file or QR code in the customer's hand. */
export const PresentationWay = z.enum(['direct', 'link', 'file']);
export type PresentationWay = z.infer<typeof PresentationWay>;

export const NewPresentation = z.strictObject({
  way: PresentationWay,
  requestId: z.string().max(64).optional(),
  /** The signed presentation file. It is checked, and kept only when the way is direct or file. */
  presentation: z.record(z.string(), z.unknown()),
  /** Way link only: 12-byte nonce ‖ AES-256-GCM ciphertext and tag of the file's UTF-8 JSON, made in the browser. */
  ciphertext: Base64Url.min(40).max(64_000).optional(),
});

/** For a key that this installation keeps (`keptHere`): what the customer would sign himself. */
export const SignatureOrder = z.strictObject({ unsigned: z.record(z.string(), z.unknown()) });
export const KeptSignature = z.object({ kind: z.literal('ecdsa'), value: z.string() });

export const ConsentView = z.object({
  id: z.string(),
  customerId: z.string(),
  requestId: z.string().nullable(),
  verifierName: z.string(),
  verifier: Hash32Text,
  purpose: z.string(),
  scope: Scope,
  until: z.string(),
  state: ConsentState,
  signedAt: z.string(),
  withdrawnAt: z.string().nullable(),
  digest: Hash32Text,
  way: PresentationWay.nullable(),
  presentationId: z.string().nullable(),
  openedAt: z.string().nullable(),
  looks: z.array(Look),
});
export type ConsentView = z.infer<typeof ConsentView>;
export const ConsentPage = pageOf(ConsentView);

export const PresentationRow = z.object({
  id: z.string(),
  way: PresentationWay,
  credentialId: z.string(),
  createdAt: z.string(),
  openedAt: z.string().nullable(),
  /** Path in the console; the secret goes behind `#`. Null unless the way is link. */
  link: z.string().nullable(),
  consent: ConsentView.omit({ looks: true }),
});
export type PresentationRow = z.infer<typeof PresentationRow>;
export const PresentationPage = pageOf(PresentationRow);
/** `qr` is the text of the QR code; null when it would not fit. */
export const PresentationReceipt = PresentationRow.extend({ qr: z.object({ text: z.string(), bytes: z.int() }).nullable() });

/** What anybody with the link gets; only the secret behind `#` opens it. */
export const LinkedPresentation = z.object({ id: z.string(), ciphertext: Base64Url, until: z.string() });

/** Whether the agreement behind a presentation file still stands, asked by its digest. */
export const ConsentStatusView = z.object({ digest: Hash32Text, state: ConsentState, until: z.string() });
