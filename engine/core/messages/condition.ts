/** Conditions in words, for documents. */
export const conditionWords = {
  and: ' and ',
  or: ' or ',
  open: '(',
  close: ')',
  not: 'not ',
  there: 'there is ',
  notThere: 'there is no ',
  isTrue: ' is true',
  isFalse: ' is false',
  isEmpty: ' is empty',
  isGiven: ' is given',
  oneOf: ' is one of ',
  looksLike: ' looks like ',
  numberOf: 'the number of ',
  comparisons: { '==': ' is ', '!=': ' is not ', '<': ' is less than ', '<=': ' is at most ', '>': ' is more than ', '>=': ' is at least ' },
  later: { '<': 'it is earlier than ', '<=': 'it is not later than ', '>': 'it is later than ', '>=': 'it is not earlier than ' },
} as const;
