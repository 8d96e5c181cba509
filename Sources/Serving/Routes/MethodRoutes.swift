import HTTPTypes
import Hummingbird

/// Answers requests to addresses that there are by methods that they do not take. Added last.
struct MethodRoutes: Sendable {
    private static let methods: [HTTPRequest.Method] = [.get, .head, .post, .put, .patch, .delete, .options, .trace, .connect, HTTPRequest.Method("QUERY")!]

    func add(to router: Router<ServingContext>) {
        for (path, routes) in Dictionary(grouping: router.routes, by: \.path.description) {
            let own = Set(routes.map(\.method)), allowed = own.union(own.contains(.get) ? [.head] : [])
            let names = allowed.map(\.rawValue).sorted()
            for method in MethodRoutes.methods where !allowed.contains(method) {
                router.on("\(path)", method: method) { _, _ -> Response in throw RequestError.wrongMethod(allowed: names) }
            }
        }
    }
}
