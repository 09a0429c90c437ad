// Makes the tests' document a whole one.

document.documentElement.lang = 'it';
document.title = 'Sportello';
