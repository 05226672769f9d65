import type { z } from 'zod';
import type { LinkedPresentation } from '../../../../backend/holder/schemas.ts';
import { getJson } from '../../lib/api.ts';
import type { Candidate } from './use-verification.ts';

/** A file above this is not a credential; its first part is enough to say so. */
const READ_LIMIT = 1_048_576;
const LINK = /^https?:\/\/[^/]+\/p\/([\w-]+)#(.+)$/;

/** Why nothing could be taken from what was given. */
export type ReadProblem = 'noCode' | 'otherSite' | 'linkGone' | 'linkSecret';
export type Reading = { candidate: Candidate } | { problem: ReadProblem };

/** A credential, and beside it a saved anchor proof; a picture is read for its QR code. */
export async function readFiles(files: File[]): Promise<Reading | null> {
  const read = await Promise.all(files.slice(0, 2).map(readFile));
  const proof = read.find((file) => /\.anchor\.json$/i.test(file.name) || holdsProof(file.content));
  const file = read.find((candidate) => candidate !== proof) ?? proof;
  if (file === undefined) return null;
  if (file.content === null) return { problem: 'noCode' };
  const savedProof = proof === undefined || proof === file || typeof proof.content !== 'string' ? null : proof.content;
  return typeof file.content === 'string'
    ? readText(file.name, file.content, savedProof)
    : { candidate: { name: file.name, text: file.content, savedProof } };
}

/** Text of any form; a link of this site is fetched and opened. */
export async function readText(name: string, text: string, savedProof: string | null = null): Promise<Reading> {
  const link = LINK.exec(text.trim());
  if (link === null) return { candidate: { name, text, savedProof } };
  if (!text.trim().startsWith(`${window.location.origin}/`)) return { problem: 'otherSite' };
  const [, id = '', secret = ''] = link;
  const linked = await getJson<z.infer<typeof LinkedPresentation>>(`/v1/presentations/${id}`).catch(() => null);
  if (linked === null) return { problem: 'linkGone' };
  const { openLink } = await import('../present/link-secret.ts');
  const opened = await openLink(linked.ciphertext, secret);
  return opened === null ? { problem: 'linkSecret' } : { candidate: { name, text: opened, savedProof } };
}

interface ReadFile {
  name: string;
  /** Bytes when they are no text; null for a picture without a code. */
  content: string | Uint8Array | null;
}

async function readFile(file: File): Promise<ReadFile> {
  if (file.type.startsWith('image/')) return { name: file.name, content: await (await import('./read-qr.ts')).readQr(file) };
  const bytes = new Uint8Array(await file.slice(0, READ_LIMIT).arrayBuffer());
  // No text begins so, and every list and map of CBOR does.
  const isBinary = ((bytes[0] ?? 0) & 0xc0) === 0x80;
  return { name: file.name, content: isBinary ? bytes : new TextDecoder().decode(bytes) };
}

function holdsProof(content: ReadFile['content']): boolean {
  return typeof content === 'string' && content.includes('"CredenceAnchorProof"');
}
