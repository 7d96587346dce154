package io.nuncio.proxy.spec.route;

/** Where the parts of a path are. */
final class Paths {

    private Paths() {}

    /** Where the query or the fragment of {@code path} begins; its length if it has neither. */
    static int end(String path) {
        int question = path.indexOf('?');
        int hash = path.indexOf('#');
        if (question < 0) {
            return hash < 0 ? path.length() : hash;
        }
        return hash < 0 ? question : Math.min(question, hash);
    }

    /** The path without query and fragment. */
    static String withoutQuery(String path) {
        return path.substring(0, end(path));
    }
}
