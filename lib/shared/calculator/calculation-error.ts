/** `syntax`: it is no expression; `value`: it has no result; `limit`: it is more than is computed here. */
export type CalculationErrorCode = 'syntax' | 'value' | 'limit';

/** A mistake in an expression; its message is one short sentence for the model and the user. */
export class CalculationError extends Error {
  readonly code: CalculationErrorCode;
  constructor(code: CalculationErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
