/** Hashes, or entries, in a full tile. */
export const TILE_WIDTH = 256;
/** Bytes of a full tile of hashes. */
export const TILE_BYTES = TILE_WIDTH * 32;
/** Levels that exist in a log of at most 2^40 leaves. */
const LEVELS = 6;

/** One tile of a log in the layout of C2SP tlog-tiles. */
export interface TilePlace {
  /** `entries`: what is hashed into the leaves; 0: the leaves; above: each hash is the root of a full tile below. */
  readonly level: number | 'entries';
  /** Number of the tile in its level. */
  readonly index: number;
  /** Hashes in the tile, 1 to 256; fewer than 256 in a partial one. */
  readonly width: number;
}

/** Path of a tile under the prefix of its log, for example `tile/0/x001/234.p/17`. */
export function tilePath({ level, index, width }: TilePlace): string {
  const groups: string[] = [];
  for (let rest = index; ; rest = Math.floor(rest / 1000)) {
    groups.unshift(`${groups.length === 0 ? '' : 'x'}${String(rest % 1000).padStart(3, '0')}`);
    if (rest < 1000) break;
  }
  return `tile/${level}/${groups.join('/')}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

const SHAPE = /^tile\/(entries|\d)\/((?:x\d{3}\/)*)(\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** The tile that `path` names; null for anything that {@link tilePath} does not give. */
export function parseTilePath(path: string): TilePlace | null {
  const found = path.length > 64 ? null : SHAPE.exec(path);
  if (found === null) return null;
  const [, level, upper = '', last = '', width] = found;
  const index = Number(`${upper.replaceAll(/[x/]/g, '')}${last}`);
  const place: TilePlace = {
    level: level === 'entries' ? level : Number(level),
    index,
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  if (place.width > TILE_WIDTH || (typeof place.level === 'number' && place.level >= LEVELS) || !Number.isSafeInteger(index)) return null;
  return tilePath(place) === path ? place : null;
}

/** Hashes in the level `level` of a log of `size` leaves, full tiles below counted only. */
export function levelCount(size: number, level: number): number {
  return Math.floor(size / TILE_WIDTH ** level);
}

/** All tiles of hashes of a log of `size` leaves, lowest level first. */
export function* tilesOf(size: number): Generator<TilePlace & { readonly level: number }> {
  for (let level = 0; levelCount(size, level) > 0; level++) yield* tilesOfLevel(levelCount(size, level), level);
}

/** The bundles of entries of a log of `size` leaves. */
export function* bundlesOf(size: number): Generator<TilePlace & { readonly level: 'entries' }> {
  yield* tilesOfLevel(size, 'entries' as const);
}

function* tilesOfLevel<L extends number | 'entries'>(count: number, level: L): Generator<TilePlace & { readonly level: L }> {
  for (let index = 0; index * TILE_WIDTH < count; index++) {
    yield { level, index, width: Math.min(TILE_WIDTH, count - index * TILE_WIDTH) };
  }
}
