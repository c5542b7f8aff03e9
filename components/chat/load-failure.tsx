import type { AppError } from '../../lib/contract/errors.ts';

type LoadFailureProps = { error: AppError | null; onRetry(): void; onLeave(): void };

export function LoadFailure({ error, onRetry, onLeave }: LoadFailureProps) {
  const isMissing = error?.code === 'NOT_FOUND';
  return (
    <div role="alert" className="column grid flex-1 place-content-center justify-items-center gap-3 text-center">
      <p className="text-lg font-medium">
        {isMissing ? 'This conversation does not exist' : 'The conversation could not be loaded'}
      </p>
      <p className="text-muted">{isMissing ? 'It may have been deleted.' : error?.message}</p>
      <button type="button" className="button" onClick={isMissing ? onLeave : onRetry}>
        {isMissing ? 'Start a new chat' : 'Try again'}
      </button>
    </div>
  );
}
