package org.emukernel.x86.exec;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.invoke.MethodHandles;
import java.util.Arrays;

/**
 * The code of a {@link Block} that is run much: {@link UnrolledRow}s, each of a hidden class of its
 * own, made from that class's file. A class goes when its block goes.
 */
final class Rows {

  private static final byte[] TEMPLATE = template();

  private Rows() {}

  private static byte[] template() {
    String name = UnrolledRow.class.getSimpleName() + ".class";
    try (InputStream file = UnrolledRow.class.getResourceAsStream(name)) {
      if (file == null) {
        throw new IllegalStateException("the class file of " + UnrolledRow.class + " is not there");
      }
      return file.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@return the code of all ops} */
  static Row[] of(Op[] ops) {
    Row[] rows = new Row[(ops.length + UnrolledRow.MAX - 1) / UnrolledRow.MAX];
    for (int i = 0; i < rows.length; i++) {
      int before = i * UnrolledRow.MAX;
      int end = Math.min(ops.length, before + UnrolledRow.MAX);
      rows[i] = make(Arrays.copyOfRange(ops, before, end), before);
    }
    return rows;
  }

  private static Row make(Op[] ops, int before) {
    try {
      return (Row)
          MethodHandles.lookup()
              .defineHiddenClass(TEMPLATE, false)
              .lookupClass()
              .getDeclaredConstructor(Op[].class, int.class)
              .newInstance(ops, before);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a row of instructions cannot be made", e);
    }
  }
}
