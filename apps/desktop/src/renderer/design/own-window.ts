/**
 * Where dialogs and lists open: in the window they belong to and not beside it, so that the curtain before it hides them too,
 * with all that was typed in them.
 */
export const ownWindow = (): Element => document.querySelector('.window') ?? document.body;
