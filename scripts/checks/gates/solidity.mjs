import { runTool, verdict } from '../run-tool.mjs';
import { sourceFiles } from '../source-files.mjs';

const BAD = `// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

contract Canary {
    uint256 total;

    function canary() external view returns (bool) {
        return tx.origin == msg.sender;
    }
}
`;

export const solidityLint = {
  name: 'solidity lint',
  title: 'No Solidity lint rule is broken',
  async run(root) {
    const files = sourceFiles(root, 'contracts', ['.sol']);
    const result = await runTool(root, 'solhint/solhint.js', ['--noPoster', '--disc', '--max-warnings', '0', '-f', 'unix', ...files]);
    return verdict(result, files.length, 'contracts');
  },
  canaries: [
    {
      plants: 'a use of tx.origin and a state variable without visibility',
      files: { 'contracts/types/Canary.sol': BAD },
      expects: /avoid-tx-origin/,
      expectsAll: [/state-visibility/],
    },
  ],
};

export const solidityFormat = {
  name: 'solidity format',
  title: 'Solidity is formatted',
  async run(root) {
    const files = ['contracts', 'test/contracts', 'test/proofs'].flatMap((folder) => sourceFiles(root, folder, ['.sol']));
    return verdict(await runTool(root, 'prettier/bin/prettier.cjs', ['--check', ...files]), files.length, 'contracts');
  },
  canaries: [
    {
      plants: 'an unformatted contract',
      files: { 'contracts/types/Canary.sol': BAD.replace('    uint256', ' uint256') },
      expects: /Canary\.sol/,
    },
  ],
};
