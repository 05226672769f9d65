import { describe, expect, it } from 'vitest';
import { PROJECT } from '../node/right-node.mjs';
import { mutate, propertiesOf, readProofs } from './properties.mjs';

const KERNELS = `library K {
    function min(uint256 a, uint256 b) internal pure returns (uint256) {
        return a < b ? a : b;
    }

    function max(uint256 a, uint256 b) internal pure returns (uint256) {
        return a > b ? a : b;
    }
}
`;

describe('the properties of the kernels', () => {
  it('reads sentence, mutants and assertions of a contract', () => {
    const text = `/// @notice One thing holds.\n/// @custom:mutant min: a < b => a > b\n/// @custom:mutant max: a : b => a\ncontract OneThing {\n    function prove() external pure {\n        assert(true);\n        assert(true);\n    }\n}\n`;
    expect(propertiesOf('a.sol', text)).toEqual([
      {
        file: 'a.sol',
        name: 'OneThing',
        sentence: 'One thing holds.',
        mutants: [
          { kernel: 'min', before: 'a < b', after: 'a > b' },
          { kernel: 'max', before: 'a : b', after: 'a' },
        ],
        assertions: 2,
      },
    ]);
  });

  it('changes one place of one function and nothing else', () => {
    const mutant = mutate(KERNELS, { kernel: 'max', before: 'a : b', after: 'b : a' });
    expect(mutant).toBe(KERNELS.replace('a > b ? a : b', 'a > b ? b : a'));
  });

  it('refuses a mutant whose text is not there, stands there twice or belongs to another function', () => {
    expect(() => mutate(KERNELS, { kernel: 'max', before: 'a < b', after: 'b' })).toThrow(/stands 0 times/);
    expect(() => mutate(KERNELS, { kernel: 'max', before: 'uint256', after: 'b' })).toThrow(/stands 3 times/);
    expect(() => mutate(KERNELS, { kernel: 'mean', before: 'a', after: 'b' })).toThrow(/no function mean/);
  });

  it('are at least twenty, each with a sentence, an assertion and a mutant that fits the kernels as they stand', () => {
    const { kernels, properties } = readProofs(PROJECT);
    expect(properties.length).toBeGreaterThanOrEqual(20);
    expect(new Set(properties.map(({ name }) => name)).size).toBe(properties.length);
    for (const property of properties) {
      expect(property).toMatchObject({ sentence: expect.stringMatching(/\.$/), name: expect.any(String) });
      expect(property.assertions).toBeGreaterThan(0);
      expect(property.mutants.length).toBeGreaterThan(0);
      for (const mutant of property.mutants) expect(mutate(kernels, mutant)).not.toBe(kernels);
    }
  });
});
