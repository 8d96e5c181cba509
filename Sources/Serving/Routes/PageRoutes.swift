import Hummingbird

/// The page for people, and the description of the interface for programs.
struct PageRoutes: Sendable {
    func add(to router: Router<ServingContext>) {
        for (path, type, bytes) in [
            ("/", "text/html; charset=utf-8", PackageResources.page_html),
            ("/page.css", "text/css; charset=utf-8", PackageResources.page_css),
            ("/page.js", "text/javascript; charset=utf-8", PackageResources.page_js),
            ("/openapi.yaml", "application/yaml; charset=utf-8", PackageResources.openapi_yaml),
        ] {
            let body = ByteBuffer(bytes: bytes)
            router.get("\(path)") { _, _ in Response(status: .ok, headers: [.contentType: type], body: ResponseBody(byteBuffer: body)) }
        }
    }
}
