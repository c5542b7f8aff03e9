/** Of a document: still the attempt that the parameters `$1` (id) and `$2` (attempt) name. A claim that ended leaves no trace but its number. */
export const CLAIMED = 'id = $1 AND attempt = $2 AND claimed_by IS NOT NULL';
