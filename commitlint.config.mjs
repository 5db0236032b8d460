/** Conventional commits; a subject may begin with a name, such as that of a provider. */
export default {
  extends: ['@commitlint/config-conventional'],
  rules: {
    'body-max-line-length': [0],
    // A line such as "alone: …" is taken for a footer.
    'footer-max-line-length': [0],
    'subject-case': [2, 'never', ['start-case', 'pascal-case', 'upper-case']],
  },
};
