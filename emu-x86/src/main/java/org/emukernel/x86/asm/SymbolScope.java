package org.emukernel.x86.asm;

/** What an expression may ask about symbols while the source is read. */
interface SymbolScope {
  /** {@return what a name stands for: a constant, a symbol, 1b or 1f, or the present place} */
  Expression reference(String name);

  /** {@return the expression with distances that are known by now as numbers} */
  Expression fold(Expression expression);
}
