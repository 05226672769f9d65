import { GRADE_CEILINGS, LAST_GRADE } from '../../scoring/domain/scorecard/scaling.ts';

/** Grades of customers, best first; the number on the board and in a slot is the place here. */
export const CUSTOMER_GRADES: readonly string[] = [...GRADE_CEILINGS.map(([grade]) => grade), LAST_GRADE];
