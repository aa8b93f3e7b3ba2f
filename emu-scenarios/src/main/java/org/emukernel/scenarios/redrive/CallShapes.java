package org.emukernel.scenarios.redrive;

import java.util.HashMap;
import java.util.Map;
import org.emukernel.scenarios.replay.RecordedCall;

/** Makes each shape once, except after a great many: then equal ones are made anew. */
final class CallShapes {

  private static final int MAX_SHAPES = 1 << 16;

  private final Map<CallShape, CallShape> shapes = new HashMap<>();
  private long made;

  CallShape of(RecordedCall call) {
    CallShape shape = CallShape.of(call);
    CallShape known = shapes.get(shape);
    if (known != null) {
      return known;
    }
    if (shapes.size() == MAX_SHAPES) {
      shapes.clear();
    }
    shapes.put(shape, shape);
    made++;
    return shape;
  }

  /** {@return how many were made} */
  long made() {
    return made;
  }
}
