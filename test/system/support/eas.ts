import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeAbiParameters, type Hex, parseAbiParameters } from 'viem';
import { type Address, type Hash32, ZERO_ADDRESS, ZERO_HASH } from '../../../backend/kernel/hex.ts';
import { artifactAt, type Contract, type ContractChain } from './contract-chain.ts';
import { hashOf } from './credit-proof.ts';

const PACKAGE = dirname(fileURLToPath(import.meta.resolve('@ethereum-attestation-service/eas-contracts/package.json')));
const CREDIT_SCHEMA = 'bytes32 subject,uint16 score,uint8 grade,bytes32 dataHash,uint64 expiry';

/** The Ethereum Attestation Service as its npm package ships it, with a schema for scores. */
export interface Eas {
  readonly contract: Contract;
  readonly schema: Hash32;
  attest(): Promise<number>;
  multiAttest(count: number): Promise<number>;
  attestByDelegation(): Promise<number>;
  timestamp(text: string): Promise<number>;
  revoke(uid: Hash32): Promise<number>;
  multiRevoke(uids: readonly Hash32[]): Promise<number>;
  revokeOffchain(text: string): Promise<number>;
  /** Ids of all attestations so far, the oldest first. */
  uids(): Promise<Hash32[]>;
}

export async function openEas(chain: ContractChain, attester: Address, recipient: Address): Promise<Eas> {
  const shipped = (name: string) => artifactAt(`${PACKAGE}/artifacts/contracts/${name}.sol/${name}.json`);
  const registry = await chain.deploy(attester, shipped('SchemaRegistry'));
  const contract = await chain.deploy(attester, shipped('EAS'), [registry.address]);
  const act = (name: string, args: readonly unknown[]) => chain.act(attester, contract, name, args);
  const logs = async (address: Address, topic: string) =>
    (await chain.request('eth_getLogs', [{ address, fromBlock: '0x0', toBlock: 'latest', topics: [topic] }])) as {
      topics: Hash32[];
      data: Hash32;
    }[];
  await chain.act(attester, registry, 'register', [CREDIT_SCHEMA, ZERO_ADDRESS, true]);
  const [registered] = await logs(registry.address, hashOf('Registered(bytes32,address,(bytes32,address,bool,string))'));
  const schema = registered?.topics[1] ?? ZERO_HASH;
  let made = 0;
  const credit = (expiry: bigint) => {
    made++;
    const values = [hashOf(`subject ${made}`), 712, 4, hashOf(`data ${made}`), expiry] as const;
    const data = encodeAbiParameters(parseAbiParameters(CREDIT_SCHEMA), values);
    return { recipient, expirationTime: expiry, revocable: true, refUID: ZERO_HASH, data, value: 0n };
  };
  const expiry = async () => (await chain.time()) + 7_776_000n;
  return {
    contract,
    schema,
    attest: async () => act('attest', [{ schema, data: credit(await expiry()) }]),
    multiAttest: async (count) => {
      const until = await expiry();
      return act('multiAttest', [[{ schema, data: Array.from({ length: count }, () => credit(until)) }]]);
    },
    attestByDelegation: async () => {
      const data = credit(await expiry());
      const nonce = (await chain.view(contract, 'getNonce', [attester])) as bigint;
      const message = { attester, schema, ...data, nonce, deadline: 0n };
      const signature = (await chain.request('eth_signTypedData_v4', [attester, await typedData(chain, contract, message)])) as Hex;
      const parts = { v: Number(`0x${signature.slice(130)}`), r: signature.slice(0, 66), s: `0x${signature.slice(66, 130)}` };
      return chain.act(recipient, contract, 'attestByDelegation', [{ schema, data, signature: parts, attester, deadline: 0n }]);
    },
    timestamp: (text) => act('timestamp', [hashOf(text)]),
    revoke: (uid) => act('revoke', [{ schema, data: { uid, value: 0n } }]),
    multiRevoke: (uids) => act('multiRevoke', [[{ schema, data: uids.map((uid) => ({ uid, value: 0n })) }]]),
    revokeOffchain: (text) => act('revokeOffchain', [hashOf(text)]),
    uids: async () => (await logs(contract.address, hashOf('Attested(address,address,bytes32,bytes32)'))).map(({ data }) => data),
  };
}

async function typedData(chain: ContractChain, contract: Contract, message: Readonly<Record<string, unknown>>) {
  const [, name, version, chainId, verifyingContract] = (await chain.view(contract, 'eip712Domain', [])) as [
    Hex,
    string,
    string,
    bigint,
    Address,
  ];
  const fields = (text: string) =>
    text.split(',').map((field) => {
      const [type, label] = field.split(' ');
      return { type, name: label };
    });
  return {
    types: {
      EIP712Domain: fields('string name,string version,uint256 chainId,address verifyingContract'),
      Attest: fields(
        'address attester,bytes32 schema,address recipient,uint64 expirationTime,bool revocable,bytes32 refUID,bytes data,uint256 value,uint256 nonce,uint64 deadline',
      ),
    },
    primaryType: 'Attest',
    domain: { name, version, chainId: Number(chainId), verifyingContract },
    message: Object.fromEntries(Object.entries(message).map(([key, value]) => [key, typeof value === 'bigint' ? String(value) : value])),
  };
}
