// Makes the tests' document a whole one.
import '@testing-library/jest-dom/vitest';

document.documentElement.lang = 'it';
document.title = 'Sportello';
