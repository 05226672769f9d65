import { rangeRoot } from './subtree.ts';
import { levelCount, TILE_BYTES, TILE_WIDTH, type TilePlace } from './tile-path.ts';

export interface Tile extends TilePlace {
  readonly level: number;
  /** The hashes, 32 bytes each, one after the other. */
  readonly bytes: Uint8Array;
}

/**
 * The tiles of the log with the leaf hashes `leaves`, lowest level first; views of the levels' memory.
 * @param fromLeaf - tiles that the first `fromLeaf` leaves fill already are left out
 */
export function* buildTiles(leaves: Uint8Array, fromLeaf = 0): Generator<Tile> {
  const size = leaves.length / 32;
  let hashes = leaves;
  for (let level = 0; hashes.length > 0; level++) {
    const first = Math.floor(levelCount(fromLeaf, level) / TILE_WIDTH);
    for (let index = first; index * TILE_BYTES < hashes.length; index++) {
      const bytes = hashes.subarray(index * TILE_BYTES, (index + 1) * TILE_BYTES);
      yield { level, index, width: bytes.length / 32, bytes };
    }
    hashes = nextLevel(hashes, levelCount(size, level + 1));
  }
}

/** Roots of the full tiles of a level: the hashes of the level above. */
function nextLevel(hashes: Uint8Array, count: number): Uint8Array {
  const above = new Uint8Array(count * 32);
  for (let i = 0; i < count; i++) above.set(rangeRoot(hashes.subarray(i * TILE_BYTES, (i + 1) * TILE_BYTES)), i * 32);
  return above;
}
