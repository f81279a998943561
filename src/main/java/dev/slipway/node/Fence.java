package dev.slipway.node;

/**
 * The token that each mutating verb presents on a node.
 *
 * @param installation the installation's id, {@code [a-z0-9]+}; a node last driven by another one refuses
 * @param scope what the epoch counts: the fleet's name
 * @param epoch raised each time a worker takes ownership
 * @param owner random tag of this owner, {@code [a-z0-9]+}; tells two owners of one epoch apart
 */
public record Fence(String installation, String scope, long epoch, String owner) {
    /** As the helper takes it: {@code <epoch>-<owner>}. */
    public String token() {
        return epoch + "-" + owner;
    }
}
