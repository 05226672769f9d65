import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createHardhatRuntimeEnvironment } from 'hardhat/hre';
import { bytesToHex, type ContractFunctionReturnType, decodeFunctionResult, encodeFunctionData, type Hex, parseAbi } from 'viem';
import type { Closing, Machine } from '../../independent/campaign.ts';
import type { Outcome, Report } from '../../independent/waterfall/deal-state.ts';
import { countsOf, reportStruct, stateOfStruct } from './waterfall-structs.ts';

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url));
const ARTIFACT = new URL('../../../artifacts/contracts/securitization/WaterfallEngine.sol/WaterfallEngine.json', import.meta.url);
const NETWORK = 'inProcess';
/** Below the cap of EIP-7825 for one transaction. */
const GAS_LIMIT = '0xf00000';
const STEP_BITS = 240n;
const DUE_BITS = 120n;
const AMOUNT_MASK = 2n ** 120n - 1n;

const ABI = parseAbi([
  'struct ClassState { uint96 balance; uint96 unpaid; uint96 deficit; }',
  'struct WaterfallState { ClassState[] classes; uint96[] feesUnpaid; uint96 reserve; uint96 carriedInterest; uint96 carriedPrincipal; uint96 pool; uint96 cumulativeDefaults; uint96 cumulativeRecoveries; uint96 unallocatedLoss; uint64 lastDelinquency; uint64 earlierDelinquency; uint8 delinquencyCount; uint16 period; uint16 active; uint64 breaches; uint8 failed; bool isAccelerated; }',
  'struct PeriodReport { uint16 period; uint8 flags; uint96 interest; uint96 principal; uint96 recoveries; uint96 defaults; uint96 purchases; uint96 poolEnd; uint96 delinquent; int64 index; }',
  'struct WaterfallOutcome { uint96[] interest; uint96[] principal; uint96[] residual; uint96[] fees; uint96 purchases; uint256[] postings; }',
  'function initialState(bytes image) pure returns (WaterfallState state)',
  'function run(bytes image, WaterfallState state, PeriodReport report) pure returns (WaterfallState next, WaterfallOutcome outcome)',
]);

type ChainOutcome = ContractFunctionReturnType<typeof ABI, 'pure', 'run'>[1];

/** The compiled engine on a chain inside this process. */
export interface SolidityWaterfall extends Machine {
  close(): Promise<void>;
}

export async function openSolidityWaterfall(): Promise<SolidityWaterfall> {
  const { bytecode } = JSON.parse(readFileSync(ARTIFACT, 'utf8')) as { bytecode: Hex };
  const hardhat = await createHardhatRuntimeEnvironment(
    { networks: { [NETWORK]: { type: 'edr-simulated', chainType: 'l1', hardfork: 'osaka' } } },
    {},
    PROJECT,
  );
  const connection = await hardhat.network.create(NETWORK);
  const { provider } = connection;
  const [from] = (await provider.request({ method: 'eth_accounts' })) as Hex[];
  const deployment = { from, data: bytecode, gas: GAS_LIMIT };
  const hash = await provider.request({ method: 'eth_sendTransaction', params: [deployment] });
  const receipt = (await provider.request({ method: 'eth_getTransactionReceipt', params: [hash] })) as { contractAddress: Hex };
  const call = async (data: Hex): Promise<Hex> =>
    (await provider.request({
      method: 'eth_call',
      params: [{ from, to: receipt.contractAddress, data, gas: GAS_LIMIT }, 'latest'],
    })) as Hex;
  return {
    name: 'Solidity',
    open: async (bytes) => {
      const image = bytesToHex(bytes);
      const first = await call(encodeFunctionData({ abi: ABI, functionName: 'initialState', args: [image] }));
      let state = decodeFunctionResult({ abi: ABI, functionName: 'initialState', data: first });
      const counts = countsOf(bytes);
      return {
        atClosing: stateOfStruct(state, counts),
        close: async (report): Promise<Closing> => {
          if (report.period < 0 || hasTooMuch(report)) return { refused: 'not a report' };
          const data = encodeFunctionData({ abi: ABI, functionName: 'run', args: [image, state, reportStruct(report)] });
          let answer: Hex;
          try {
            answer = await call(data);
          } catch (error) {
            return refusal(error);
          }
          const [next, outcome] = decodeFunctionResult({ abi: ABI, functionName: 'run', data: answer });
          state = next;
          return { state: stateOfStruct(next, counts), outcome: outcomeOf(outcome) };
        },
      };
    },
    close: () => connection.close(),
  };
}

/** Only a revert with an error of the interface is a refusal; a panic or an empty revert is a fault of the engine. */
function refusal(error: unknown): Closing {
  const message = error instanceof Error ? error.message : String(error);
  if (!/Waterfall(Report|Image|Amount)\w+/.test(message)) throw error;
  return { refused: message };
}

function hasTooMuch({ defaults, purchases, poolEnd, delinquent }: Report): boolean {
  return [defaults, purchases, poolEnd, delinquent].some((amount) => amount >= 2n ** 96n);
}

function outcomeOf({ interest, principal, residual, fees, purchases, postings }: ChainOutcome): Outcome {
  return {
    interest,
    principal,
    residual,
    fees,
    purchases,
    postings: postings.map((word) => ({
      step: Number(word >> STEP_BITS),
      due: (word >> DUE_BITS) & AMOUNT_MASK,
      paid: word & AMOUNT_MASK,
    })),
  };
}
