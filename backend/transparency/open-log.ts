import type { LedgerPlace } from '../attestation/domain/batch-leaf.ts';
import { type LedgerDoor, openLedger } from '../attestation/open-ledger.ts';
import type { KeyWrap } from '../intake/customer-keys.ts';
import { DomainError } from '../kernel/errors.ts';
import type { ChainClient } from '../platform/chain/chain-client.ts';
import type { Database } from '../platform/database/database.ts';
import { type BatchEntry, decodeBundle, decodeEntry } from './domain/batch-entry.ts';
import { TILE_WIDTH } from './domain/tile-path.ts';
import { type TileReader, TileTree } from './domain/tile-tree.ts';
import { buildTiles } from './domain/tiles.ts';
import { batchFolder, issuerFolder, logFolder } from './log-folder.ts';
import { type NoteSigner, openLogKey } from './log-key.ts';
import { flatLeaves, latestCheckpoint, loggedBatches } from './store.ts';
import { folderReader } from './tile-files.ts';

/** What the routes and jobs of this room need. */
export interface TransparencyDeps {
  readonly database: Database;
  readonly chain: ChainClient;
  readonly wrap: KeyWrap;
  readonly config: { readonly home: string };
}

/** The logs of the ledger in use, as this installation can show them. */
export interface LogDoor {
  /** @throws {@link DomainError} `ledger_not_deployed` */
  place(): Promise<LedgerPlace>;
  key(): NoteSigner;
  /** Folder of the static files of the ledger. */
  root(): Promise<string>;
  /** @throws {@link DomainError} `log_unknown` */
  open(issuer: number): Promise<OpenLog>;
  /** Tiles of the credentials of one batch. */
  batchReader(issuer: number, batch: bigint): Promise<TileReader>;
}

export interface OpenLog {
  readonly tree: TileTree;
  /** @throws {@link DomainError} `tile_missing` */
  entry(batch: number): Promise<BatchEntry>;
}

export function openLogs(deps: TransparencyDeps): LogDoor {
  const ledger: LedgerDoor = openLedger(deps);
  let key: NoteSigner | null = null;
  const place = async () => (await ledger.reader()).place;
  const root = async () => logFolder(deps.config.home, await place());
  return {
    place,
    root,
    key: () => (key ??= openLogKey(deps.config.home, deps.wrap.masterKey)),
    open: async (issuer) => {
      const at = await place();
      const signed = await latestCheckpoint(deps.database.client, at, issuer);
      return signed === null ? openIndexed(deps, at, issuer) : openPublished(await root(), issuer, Number(signed.size));
    },
    batchReader: async (issuer, batch) => folderReader(batchFolder(await root(), issuer, batch)),
  };
}

/** A log that is published here is read from its files, whatever its length. */
function openPublished(root: string, issuer: number, size: number): OpenLog {
  const reader = folderReader(issuerFolder(root, issuer));
  return {
    tree: new TileTree(size, reader),
    entry: async (batch) => {
      const index = Math.floor(batch / TILE_WIDTH);
      const width = Math.min(TILE_WIDTH, size - index * TILE_WIDTH);
      const place = { level: 'entries', index } as const;
      const bytes = (await reader({ ...place, width })) ?? (await reader({ ...place, width: TILE_WIDTH }));
      const entry = decodeEntry(decodeBundle(bytes ?? new Uint8Array())?.[batch % TILE_WIDTH] ?? new Uint8Array());
      if (entry === null) throw new DomainError('tile_missing', 'not_found', 'The log has no entry for this batch, or not all of it.');
      return entry;
    },
  };
}

/** The log of an issuer elsewhere is known from the index alone. */
async function openIndexed(deps: TransparencyDeps, place: LedgerPlace, issuer: number): Promise<OpenLog> {
  const batches = await loggedBatches(deps.database.client, place, issuer, { from: 0n, lastBlock: 2n ** 62n });
  if (batches.length === 0) throw new DomainError('log_unknown', 'not_found', 'No issuer of this number has a log with a batch in it.');
  const tiles = new Map([...buildTiles(flatLeaves(batches))].map((tile) => [`${tile.level}/${tile.index}`, tile.bytes]));
  return {
    tree: new TileTree(batches.length, async (tile) => tiles.get(`${tile.level}/${tile.index}`) ?? null),
    entry: async (batch) => {
      const entry = batches[batch];
      if (entry === undefined) throw new DomainError('tile_missing', 'not_found', 'The log has no entry for this batch, or not all of it.');
      return entry;
    },
  };
}
