import { DomainError } from '../../../kernel/errors.ts';

/** Smallest pivot, relative to the diagonal, that still counts as independent. */
const LEAST_PIVOT = 1e-12;

/**
 * Cholesky factor of a symmetric matrix in row-major order: `L L' = matrix`.
 * @throws {@link DomainError} `columns_dependent` when the matrix is not positive definite
 */
export function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(size * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let value = matrix[row * size + column] as number;
      for (let k = 0; k < column; k++) value -= (factor[row * size + k] as number) * (factor[column * size + k] as number);
      if (row > column) {
        factor[row * size + column] = value / (factor[column * size + column] as number);
      } else {
        if (!(value > LEAST_PIVOT * (matrix[row * size + row] as number))) {
          throw new DomainError(
            'columns_dependent',
            'unprocessable',
            'Characteristics depend on each other wholly; leave one out or add a ridge.',
          );
        }
        factor[row * size + row] = Math.sqrt(value);
      }
    }
  }
  return factor;
}

/** Solves `L L' x = right`. */
export function choleskySolve(factor: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    let value = solution[row] as number;
    for (let k = 0; k < row; k++) value -= (factor[row * size + k] as number) * (solution[k] as number);
    solution[row] = value / (factor[row * size + row] as number);
  }
  for (let row = size - 1; row >= 0; row--) {
    let value = solution[row] as number;
    for (let k = row + 1; k < size; k++) value -= (factor[k * size + row] as number) * (solution[k] as number);
    solution[row] = value / (factor[row * size + row] as number);
  }
  return solution;
}

/** Diagonal of the inverse of `L L'`. */
export function inverseDiagonal(factor: Float64Array, size: number): Float64Array {
  const diagonal = new Float64Array(size);
  for (let index = 0; index < size; index++) {
    const unit = new Float64Array(size);
    unit[index] = 1;
    diagonal[index] = choleskySolve(factor, unit)[index] as number;
  }
  return diagonal;
}
