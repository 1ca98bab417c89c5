print "Hello world..."
