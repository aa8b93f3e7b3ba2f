/** Results as web pages that need nothing but a browser. */
@NullMarked
package org.emukernel.scenarios.page;

import org.jspecify.annotations.NullMarked;
