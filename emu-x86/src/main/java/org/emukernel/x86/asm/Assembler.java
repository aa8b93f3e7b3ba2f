package org.emukernel.x86.asm;

import java.util.List;
import java.util.function.Supplier;

/**
 * Assembles x86-64 code written as in Linux's entry_64.S: GNU as text in AT&amp;T syntax, plus the
 * kernel's own macros.
 *
 * <pre>{@code
 * RelocatableObject object =
 *     new Assembler("entry_64")
 *         .equ("TSS_sp2", 20)
 *         .section(".entry.text", "ax")
 *         .asm("""
 *             SYM_CODE_START(entry_SYSCALL_64)
 *                 swapgs
 *                 movq  %rsp, PER_CPU_VAR(cpu_tss_rw + TSS_sp2)
 *                 ALTERNATIVE "jmp .Lend_\\@", "", X86_FEATURE_PTI
 *                 movq  %cr3, %rsp
 *             .Lend_\\@:
 *                 jmp   1f
 *             1:
 *             SYM_CODE_END(entry_SYSCALL_64)
 *             """)
 *         .assemble();
 * }</pre>
 *
 * <p><b>Text.</b> Labels (also numeric ones with {@code 1b} and {@code 1f}; {@code .L} names are
 * private), {@code name = constant}, comments ({@code #}, {@code //}, {@code /* *}{@code /}),
 * {@code ;} between statements. {@code \@} becomes a number that is new in each call of {@link
 * #asm}, so that text can serve as a macro. Directives: {@code .section .pushsection .popsection
 * .text .data .bss .globl .local .weak .type .size .set .equ .byte .word .long .quad .skip .zero
 * .balign .p2align .ascii .asciz}. Macros: {@code SYM_CODE_START SYM_FUNC_START} (with {@code
 * _LOCAL}, {@code _NOALIGN}) {@code SYM_CODE_END SYM_FUNC_END SYM_INNER_LABEL}, {@code
 * PER_CPU_VAR(x)} for {@code %gs:(x)(%rip)}, {@code ALTERNATIVE}, {@code ALTERNATIVE_2} with {@code
 * X86_FEATURE_*} or {@code ALT_NOT()} of one, and {@code STATIC_BRANCH_TRUE_LIKELY target, key}
 * with its three sisters.
 *
 * <p><b>Encodings</b> are those that GNU as chooses. A direct JMP or Jcc to a label of its own
 * section is two bytes long where that reaches; {@code jmp8} and {@code jmp32} ({@code je8}, {@code
 * je32}, ...) fix the form. A code {@code .balign} is filled with {@link Nops}, where GNU as has a
 * table of its own.
 *
 * <p>Not thread-safe. Every method throws {@link AssemblyException} on source that cannot be
 * assembled.
 */
public final class Assembler {
  private final String unitName;
  private final UnitBuilder unit;
  private final Statements statements;
  private int linesBefore = 1;
  private int calls;

  /**
   * Starts a unit, in section {@code .text}.
   *
   * @param unitName for messages, such as {@code entry_64}
   */
  public Assembler(String unitName) {
    this.unitName = unitName;
    this.unit = new UnitBuilder(unitName);
    this.statements = new Statements(unit, new Encoder(InstructionSet.standard()));
  }

  /** Assembles source text of any number of lines. */
  public Assembler asm(String text) {
    String unique = text.replace("\\@", Integer.toString(calls++));
    for (SourceText.Statement statement : SourceText.statements(unique)) {
      located(linesBefore + statement.line(), () -> statements.run(statement.text()));
    }
    linesBefore += (int) text.lines().count();
    return this;
  }

  /** Gives a name to a number; later expressions take it as that number. */
  public Assembler equ(String name, long value) {
    return here(() -> unit.symbol(name).set(value));
  }

  /** Defines a label here. */
  public Assembler label(String name) {
    return here(() -> unit.label(name));
  }

  /**
   * Goes on in a section of that name.
   *
   * @param flags letters of {@code a w x}; they count where the section is new
   */
  public Assembler section(String name, String flags) {
    return here(() -> unit.section(name, SectionFlag.parse(flags)));
  }

  /** Goes on in a section until {@link #popSection}. */
  public Assembler pushSection(String name, String flags) {
    return here(() -> unit.pushSection(name, SectionFlag.parse(flags)));
  }

  /** Returns to the section before the last {@link #pushSection}. */
  public Assembler popSection() {
    return here(unit::popSection);
  }

  /** Appends bytes as they are. */
  public Assembler bytes(byte... bytes) {
    return here(() -> unit.append(bytes));
  }

  /**
   * ALTERNATIVE(original, replacement, condition): the original, padded with NOPs, and a record in
   * .altinstructions.
   *
   * @param original source text, may be empty
   * @param replacement source text, may be empty: NOPs then
   * @param condition when the replacement is used
   */
  public Assembler alternative(String original, String replacement, AltCondition condition) {
    return here(
        () ->
            statements
                .macros()
                .alternative(
                    () -> statements.runAll(original),
                    List.of(replacement(replacement, condition))));
  }

  /**
   * ALTERNATIVE_2: as {@link #alternative} with a second replacement, which wins if both conditions
   * hold.
   */
  public Assembler alternative2(
      String original,
      String replacement1,
      AltCondition condition1,
      String replacement2,
      AltCondition condition2) {
    return here(
        () ->
            statements
                .macros()
                .alternative(
                    () -> statements.runAll(original),
                    List.of(
                        replacement(replacement1, condition1),
                        replacement(replacement2, condition2))));
  }

  private LinuxMacros.Replacement replacement(String text, AltCondition condition) {
    return new LinuxMacros.Replacement(() -> statements.runAll(text), condition);
  }

  /**
   * A static branch whose key starts with the value that makes it fall through: a NOP of 2 or 5
   * bytes, as long as the JMP would be, and a record in {@code __jump_table}.
   *
   * @param key symbol of the struct static_key, aligned to 4 bytes at least
   * @param likelihood which way falls through
   * @param target label to jump to when the key's value differs
   */
  public Assembler staticBranch(String key, Likelihood likelihood, String target) {
    return staticBranch(
        key,
        likelihood == Likelihood.LIKELY ? StaticKeyDefault.TRUE : StaticKeyDefault.FALSE,
        likelihood,
        target);
  }

  /** As {@link #staticBranch(String, Likelihood, String)} with the key's first value stated. */
  public Assembler staticBranch(
      String key, StaticKeyDefault initial, Likelihood likelihood, String target) {
    return here(
        () -> statements.macros().staticBranch(key, initial, likelihood, unit.reference(target)));
  }

  /**
   * {@return the object: branches have their final size, references to other sections became
   * relocations}
   */
  public RelocatableObject assemble() {
    return located(linesBefore, unit::finish);
  }

  private Assembler here(Runnable action) {
    located(linesBefore, action);
    return this;
  }

  private void located(int line, Runnable action) {
    located(
        line,
        () -> {
          action.run();
          return this;
        });
  }

  private <T> T located(int line, Supplier<T> action) {
    try {
      return action.get();
    } catch (AssemblyException e) {
      AssemblyException placed =
          new AssemblyException(unitName + ":" + line + ": " + e.getMessage());
      placed.initCause(e);
      throw placed;
    }
  }
}
