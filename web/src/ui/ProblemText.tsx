import type { Problem } from '../../../backend/platform/http/schemas.ts';
import { RefusalText } from './RefusalText.tsx';

/** Why the API refused a request, and what is wrong in each of its fields. */
export function ProblemText({ problem }: { problem: Problem }) {
  return (
    <>
      <RefusalText refused={problem} size="sm" />
      {problem.errors?.map((fault) => (
        <RefusalText
          key={`${fault.pointer}:${fault.code}`}
          refused={fault}
          kind="field"
          size="xs"
          lead={
            <>
              <code>{fault.pointer}</code>{' '}
            </>
          }
        />
      ))}
    </>
  );
}
