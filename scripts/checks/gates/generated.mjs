import { generatedFiles, selfCheckedCount, staleBySelfCheck, staleFiles } from '../generators.mjs';

const byHand = (path, comment) => ({
  plants: `a hand in ${path}`,
  edit: { [path]: (text) => `${text}${comment}\n` },
  expects: new RegExp(path.replaceAll('.', '\\.')),
});

export const generated = {
  name: 'generated',
  title: 'Generated files are fresh',
  needs: ['compile'],
  async run(root) {
    const files = await generatedFiles(root);
    const faults = [...staleFiles(root, files), ...staleBySelfCheck(root)].map(
      ({ path }) => `${path} is not what its generator writes: run "npm run generate"`,
    );
    return { checked: files.length + selfCheckedCount, unit: 'files', faults };
  },
  canaries: [
    byHand('backend/platform/chain/abi/credit-ledger.ts', '// by hand'),
    byHand('backend/kernel/keccak/keccak-wasm.ts', '// by hand'),
    byHand('test/vectors/credentials/cases.json', ' '),
    byHand('test/vectors/merkle-log.json', ' '),
  ],
};
