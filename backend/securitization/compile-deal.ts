import { canonicalJson, type Json } from '../kernel/canonical-json.ts';
import { DomainError } from '../kernel/errors.ts';
import type { Hash32 } from '../kernel/hex.ts';
import { keccakHex } from '../kernel/keccak.ts';
import type { DealImage } from './domain/deal-image.ts';
import { buildDeal } from './domain/deal/build-deal.ts';
import type { DealFault } from './domain/deal/deal-fault.ts';
import type { DealFile } from './domain/deal/deal-file.ts';
import { encodeImage } from './domain/encode-image.ts';
import { DealFileShape } from './schemas.ts';

export interface CompiledDeal {
  readonly file: DealFile;
  readonly image: DealImage;
  readonly bytes: Uint8Array;
  /** Keccak-256 of the image's bytes: what the contract knows the program by. */
  readonly hash: Hash32;
  /** Keccak-256 of the file in canonical JSON, which holds names and rules that the image leaves out. */
  readonly fileHash: Hash32;
}

/** The file's value when its shape is right, and every fault of shape and content. */
export function checkDeal(value: unknown): { readonly compiled: CompiledDeal | null; readonly faults: readonly DealFault[] } {
  const shape = DealFileShape.safeParse(value);
  if (!shape.success) return { compiled: null, faults: shape.error.issues.flatMap(shapeFaults) };
  const file: DealFile = shape.data;
  const { image, faults } = buildDeal(file);
  if (faults.length > 0) return { compiled: null, faults };
  const bytes = encodeImage(image);
  const fileHash = keccakHex(new TextEncoder().encode(canonicalJson(JSON.parse(JSON.stringify(file)) as Json)));
  return { compiled: { file, image, bytes, hash: keccakHex(bytes), fileHash }, faults };
}

/**
 * Compiles a deal file.
 * @throws {@link DomainError} `deal_file_invalid` with every fault and its place
 */
export function compileDeal(value: unknown): CompiledDeal {
  const { compiled, faults } = checkDeal(value);
  if (compiled !== null) return compiled;
  const count = faults.length === 1 ? 'one fault' : `${faults.length} faults`;
  throw new DomainError('deal_file_invalid', 'invalid', `The deal file has ${count}.`, { faults });
}

interface ShapeIssue {
  readonly code?: string | undefined;
  readonly path: readonly PropertyKey[];
  readonly message: string;
  readonly keys?: readonly string[] | undefined;
  readonly errors?: readonly (readonly ShapeIssue[])[] | undefined;
}

const escaped = (part: PropertyKey) => String(part).replaceAll('~', '~0').replaceAll('/', '~1');
const pointerOf = (path: readonly PropertyKey[]) => path.map((part) => `/${escaped(part)}`).join('');

/** Of a union the form that fits best is explained; members that nothing knows get a fault each. */
function shapeFaults(issue: ShapeIssue): DealFault[] {
  const nested = issue.errors?.filter((one) => one.length > 0) ?? [];
  if (issue.code === 'invalid_union' && nested.length > 0) {
    const depth = (issues: readonly ShapeIssue[]) => issues.reduce((most, { path }) => Math.max(most, path.length), 0);
    const best = nested.reduce((one, other) =>
      depth(other) > depth(one) || (depth(other) === depth(one) && other.length < one.length) ? other : one,
    );
    return best.flatMap((inner) => shapeFaults({ ...inner, path: [...issue.path, ...inner.path] }));
  }
  if (issue.code === 'unrecognized_keys' && issue.keys !== undefined) {
    return issue.keys.map((key) => ({
      pointer: pointerOf([...issue.path, key]),
      code: 'member_unknown',
      detail: `there is no member ${key} here`,
      zh: `此处没有成员 ${key}`,
    }));
  }
  const pointer = pointerOf(issue.path);
  return [{ pointer, code: 'shape_wrong', detail: issue.message, zh: `格式不对：${issue.message}` }];
}
