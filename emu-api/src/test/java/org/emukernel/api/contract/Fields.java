package org.emukernel.api.contract;

import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Fields in which an object could keep state. */
final class Fields {

  private Fields() {}

  /** {@return the fields of its class and superclasses that are not final} */
  static List<String> thatChange(Object object) {
    List<String> found = new ArrayList<>();
    for (Class<?> type = object.getClass(); type != Object.class; type = type.getSuperclass()) {
      Stream.of(type.getDeclaredFields())
          .filter(field -> !Modifier.isFinal(field.getModifiers()) && !field.isSynthetic())
          .map(Field::toString)
          .forEach(found::add);
    }
    return found;
  }
}
