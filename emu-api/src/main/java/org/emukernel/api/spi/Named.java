package org.emukernel.api.spi;

/** Something that HOCON names and {@code emu list} shows. */
public interface Named {

  /** {@return the unique name, lower-case kebab} */
  String name();

  /** {@return one line for a person who knows the kernel} */
  String description();
}
